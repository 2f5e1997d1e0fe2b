//! The pages of `app` and their server functions, behind sessions and the refusal of foreign forms.

use crate::state::Server;
use crate::{address, csv, security, sessions, you};
use app::error::AppError;
use app::form::Form;
use app::routes::{App, shell};
use app::setting::{ClientAddress, PublicUrl, ToldPlace};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::multipart::MultipartError;
use axum::extract::{ConnectInfo, Form as Urlencoded, FromRequest, Multipart, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use consent::regime::Place;
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{AxumRouteListing, LeptosRoutes};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::LazyLock;
use tower_http::limit::RequestBodyLimitLayer;

/// Longest form, in bytes: a whole draft's texts fit many times.
pub const MAX_FORM: usize = 512 * 1024;

/// Where the pages are. Made once: while Leptos lists them it loads nothing in the whole process, and a page that were
/// rendered meanwhile would wait for ever.
static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| leptos_axum::generate_route_list(App));

/// Every page of `app`, its server functions under `/rpc`, and the page for addresses that lead nowhere.
///
/// A form is posted to its page's own address. Here it becomes a GET of that page with the [`Form`] as an extension,
/// which is why this router is one service below the middleware: the method decides the route.
pub fn router(server: &Server) -> Router {
    let options: LeptosOptions = axum::extract::FromRef::from_ref(server);
    let context = {
        let store = server.store.clone();
        move || provide_context(store.clone())
    };
    let document = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let page = leptos_axum::render_app_async_with_context(context.clone(), document.clone());
    let nothing_here = async move |request: Request| {
        let mut response = page(request).await;
        if response.status() == StatusCode::OK {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        response
    };
    let pages = Router::new()
        .leptos_routes_with_context(server, PAGES.clone(), context.clone(), document)
        .fallback(nothing_here)
        .with_state(server.clone());
    let rpc = any(async move |request: Request| {
        let answer = leptos_axum::handle_server_fns_with_context(context.clone(), request).await;
        with_status(answer.into_response()).await
    });
    let rpc = Router::new()
        .route("/rpc/{*function}", rpc)
        .layer(from_fn_with_state(server.clone(), own_requests))
        .layer(RequestBodyLimitLayer::new(MAX_FORM));
    rpc.route("/sites/{site}/records.csv", get(csv::records).with_state(server.clone()))
        .fallback_service(tower::ServiceBuilder::new().layer(from_fn_with_state(server.clone(), forms)).service(pages))
        .layer(sessions::layer(server))
        .layer(from_fn_with_state(server.clone(), tell))
        .layer(from_fn(security::headers))
}

/// The status that belongs to the error of a server function, which would be 500 whatever it is.
async fn with_status(answer: Response) -> Response {
    if answer.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_FORM).await else { return parts.status.into_response() };
    let told = serde_json::from_slice::<AppError>(&bytes).ok();
    parts.status = told.and_then(|error| StatusCode::from_u16(error.status()).ok()).unwrap_or(parts.status);
    Response::from_parts(parts, Body::from(bytes))
}

/// Tells pages what they cannot know: the time, where browsers reach this server, and, for limits, who asks and what failed.
async fn tell(State(server): State<Server>, mut request: Request, next: Next) -> Response {
    let address = client(&server, request.extensions(), request.headers());
    request.extensions_mut().insert(ClientAddress(address::limited(address)));
    let here = place(&server, request.extensions(), request.headers()).map(|place| place.to_string());
    request.extensions_mut().insert(ToldPlace { is_known: server.places.can_tell(&server.config), here });
    request.extensions_mut().insert(server.clock.clone());
    request.extensions_mut().insert(server.throttle.clone());
    request.extensions_mut().insert(PublicUrl(server.config.public_url.as_str().into()));
    request.extensions_mut().insert(server.runtimes.offered.clone());
    next.run(request).await
}

/// The address a request comes from, for limits only.
pub fn client(server: &Server, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
    address::client(&server.config, peer(extensions), headers)
}

/// Where the visitor of a request is, as far as that can be told.
pub fn place(server: &Server, extensions: &Extensions, headers: &HeaderMap) -> Option<Place> {
    server.places.of(&server.config, peer(extensions), headers)
}

fn peer(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

async fn own_requests(State(server): State<Server>, request: Request, next: Next) -> Response {
    security::same_origin(&server.config, request, next).await
}

/// Turns a posted form into a GET of its page.
async fn forms(State(server): State<Server>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let form = match read(&parts.headers, body).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    if let Some(site) = you::opened(&parts, &form) {
        return you::keep(&server, &site, &parts, &form).await;
    }
    if !security::is_same_origin(&server.config, &parts.headers) {
        return security::refusal();
    }
    if let Some(answer) = too_many(&server, &parts) {
        return answer;
    }
    parts.method = Method::GET;
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
        parts.headers.remove(name);
    }
    parts.extensions.insert(form);
    next.run(Request::from_parts(parts, Body::empty())).await
}

/// A form of the visitor's own page is a choice, and counts as one.
fn too_many(server: &Server, parts: &Parts) -> Option<Response> {
    if !parts.uri.path().starts_with("/you/") {
        return None;
    }
    let seconds = server.limiter.check(client(server, &parts.extensions, &parts.headers), server.now()).err()?;
    let text = "Too many choices come from your address. Wait a moment and send the form again.";
    Some((StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], text).into_response())
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Form, Response> {
    let Ok(bytes) = to_bytes(body, MAX_FORM).await else {
        let text = "This is too much for one form (512 kB). Go back: your browser still has what you typed.";
        return Err((StatusCode::PAYLOAD_TOO_LARGE, text).into_response());
    };
    let mut request = Request::new(Body::from(bytes));
    *request.method_mut() = Method::POST;
    if let Some(kind) = headers.get(header::CONTENT_TYPE) {
        request.headers_mut().insert(header::CONTENT_TYPE, kind.clone());
    }
    let has_files = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    if has_files {
        let parts = Multipart::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
        return with_files(parts).await.map_err(IntoResponse::into_response);
    }
    let fields = Urlencoded::<Vec<(String, String)>>::from_request(request, &()).await;
    fields.map(|Urlencoded(fields)| Form::new(fields)).map_err(IntoResponse::into_response)
}

async fn with_files(mut parts: Multipart) -> Result<Form, MultipartError> {
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            files.push((name, part.bytes().await?.to_vec()));
        } else {
            fields.push((name, part.text().await?));
        }
    }
    Ok(Form::new(fields).with_files(files))
}
