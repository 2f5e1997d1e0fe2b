//! The binary as it is started by hand.

use crate::app::encode;
use crate::sample::{choice, id_at, key, visitor, with};
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// An empty folder to start the binary in.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("assent_command_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn assent(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assent"));
        command.args(arguments).current_dir(&self.0).env_clear().envs(settings.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end with a text on standard input.
    fn run(&self, arguments: &[&str], settings: &[(&str, &str)], input: &str) -> Output {
        let mut child = self.assent(arguments, settings).spawn().unwrap();
        // A command that does not read its input may be gone already.
        _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Exit code and the one line of a refusal.
#[track_caller]
fn refusal(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("assent: ") && said.lines().count() == 1, "{said}");
    said
}

/// A server that runs until it is dropped.
struct Running(Child, Vec<String>);

impl Running {
    fn start(mut command: Command, lines: usize) -> Self {
        let mut child = command.spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines().take(lines).map(Result::unwrap).collect();
        Self(child, said)
    }

    /// Asks it to stop as the system does; answers whether it ended well.
    fn stop(mut self) -> bool {
        let asked = Command::new("kill").arg(self.0.id().to_string()).status().unwrap();
        asked.success() && self.0.wait().unwrap().success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[tokio::test]
async fn started_in_an_empty_folder_it_serves_and_prints_a_link_that_each_start_renews() {
    let folder = Folder::new();
    let mut links = Vec::new();
    for _ in 0..2 {
        let address = free_address();
        let running = Running::start(folder.assent(&[], &[("ASSENT_LISTEN", &address)]), 2);
        assert_eq!(running.1[0], format!("Assent is at http://{address}"));
        let link = running.1[1].strip_prefix("Become its owner at ").unwrap().to_owned();
        let token = link.strip_prefix(&format!("http://{address}/set-up?token=")).unwrap();
        assert!(token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{link}");
        assert_eq!(reqwest::get(&link).await.unwrap().status(), 200);
        assert_eq!(reqwest::get(format!("http://{address}/readyz")).await.unwrap().text().await.unwrap(), "ok\n");
        links.push(token.to_owned());
        assert!(running.stop());
    }
    assert_ne!(links[0], links[1]);
    assert!(folder.0.join("data/assent.db").exists());
}

#[tokio::test]
async fn the_demo_serves_a_published_site_and_a_shop_on_whichever_port() {
    let folder = Folder::new();
    let (first, second) = (free_address(), free_address());
    // The link to the shop's policy is part of the version, so another port is another version, and the same port is none.
    for (shop, version) in [(&first, 1), (&first, 1), (&second, 2), (&second, 2)] {
        let address = free_address();
        let settings = [("ASSENT_LISTEN", address.as_str()), ("ASSENT_DEMO_LISTEN", shop.as_str())];
        let running = Running::start(folder.assent(&["serve", "--demo"], &settings), 3);
        let port = shop.rsplit(':').next().unwrap();
        assert_eq!(running.1[0], format!("The demo shop is at http://localhost:{port}"));
        let script = reqwest::get(format!("http://{address}/b/demo.js")).await.unwrap().text().await.unwrap();
        assert!(
            script.contains("\"site\":\"demo\"") && script.contains(&format!("\"version\":{version},")),
            "{script}"
        );
        assert!(script.contains(&format!("http://localhost:{port}/privacy")), "the link to the policy leads nowhere");
        let page = reqwest::get(format!("http://{shop}/")).await.unwrap().text().await.unwrap();
        assert!(page.contains(&format!("http://{address}/b/demo.js")), "{page}");
        for host in ["localhost", "127.0.0.1"] {
            assert_eq!(choose(&address, &format!("http://{host}:{port}"), version).await, 201, "{host}:{port}");
        }
        let other = if shop == &first { &second } else { &first };
        assert_eq!(choose(&address, &format!("http://{other}"), version).await, 403);
        assert!(running.stop());
    }
    assert!(folder.0.join("data/demo.db").exists() && !folder.0.join("data/assent.db").exists());
}

/// Sends a choice from a page of this origin; answers the status.
async fn choose(address: &str, origin: &str, version: u32) -> u16 {
    let choice = with(
        choice(1, false),
        json!({ "id": id_at(server::edge::now()), "version": version,
            "purposes": { "preferences": false, "analytics": false, "ads": false } }),
    );
    let request = reqwest::Client::new().post(format!("http://{address}/api/v1/sites/demo/choices"));
    let request = request.header("origin", origin).header("content-type", "text/plain").body(choice.to_string());
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn an_account_made_on_the_command_line_becomes_the_demos_owner_unless_it_only_helps() {
    let folder = Folder::new();
    let (address, shop) = (free_address(), free_address());
    let settings = [("ASSENT_LISTEN", address.as_str()), ("ASSENT_DEMO_LISTEN", shop.as_str())];
    let database = [("ASSENT_DATABASE_URL", "sqlite:data/demo.db")];
    let start = |lines| Running::start(folder.assent(&["serve", "--demo"], &settings), lines);
    let set_up = async || reqwest::get(format!("http://{address}/set-up")).await.unwrap().status().as_u16();
    assert!(start(3).stop());
    let helper = ["user", "add", "--email", "a@b.example", "--site", "demo", "--role", "editor"];
    assert!(folder.run(&helper, &database, "a long enough sentence").status.success());
    let running = start(3);
    assert!(running.1[2].starts_with("Become its owner at "), "{:?}", running.1);
    assert_eq!(set_up().await, 200);
    assert!(running.stop());
    let owner = ["user", "add", "--email", "c@d.example"];
    assert!(folder.run(&owner, &database, "a long enough sentence").status.success());
    let running = start(2);
    assert_eq!(set_up().await, 404);
    assert!(running.stop());
}

#[test]
fn the_demo_stays_on_this_machine_and_away_from_databases_it_did_not_make() {
    let folder = Folder::new();
    for setting in ["ASSENT_LISTEN", "ASSENT_DEMO_LISTEN"] {
        let output = folder.run(&["serve", "--demo"], &[(setting, "0.0.0.0:0")], "");
        assert!(refusal(&output).contains("loopback"));
    }
    let listen = free_address();
    assert!(Running::start(folder.assent(&[], &[("ASSENT_LISTEN", &listen)]), 2).stop());
    let output = folder.run(&["serve", "--demo"], &[("ASSENT_DATABASE_URL", "sqlite:data/assent.db")], "");
    assert!(refusal(&output).contains("not made by --demo"));
}

#[test]
fn one_server_serves_a_database_and_commands_work_beside_it() {
    let folder = Folder::new();
    let (first, second) = (free_address(), free_address());
    let running = Running::start(folder.assent(&[], &[("ASSENT_LISTEN", &first)]), 2);
    let output = folder.run(&[], &[("ASSENT_LISTEN", &second)], "");
    assert!(refusal(&output).contains("another assent serves this database"));
    let added = folder.run(&["user", "add", "--email", "a@b.example"], &[], "a long enough sentence\n");
    assert!(added.status.success(), "{added:?}");
    let password = folder.run(&["user", "password", "--email", "a@b.example"], &[], "another long sentence\n");
    assert!(password.status.success(), "{password:?}");
    assert!(running.stop());
}

#[test]
fn a_restart_may_overlap() {
    let folder = Folder::new();
    let (first, second) = (free_address(), free_address());
    let running = Running::start(folder.assent(&[], &[("ASSENT_LISTEN", &first)]), 2);
    let next = folder.assent(&[], &[("ASSENT_LISTEN", &second)]);
    let waiting = std::thread::spawn(move || Running::start(next, 2));
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(!waiting.is_finished(), "two processes serve one file");
    assert!(running.stop());
    assert_eq!(waiting.join().unwrap().1[0], format!("Assent is at http://{second}"));
}

#[test]
fn accounts_are_managed_with_passwords_from_standard_input() {
    let folder = Folder::new();
    let add = |email: &str, input: &str| folder.run(&["user", "add", "--email", email], &[], input);
    assert!(refusal(&add("a@b.example", "")).contains("standard input"));
    assert!(refusal(&add("a@b.example", "short\n")).contains("at least"));
    assert!(refusal(&add("nobody", "a long enough sentence\n")).contains("e-mail"));
    assert!(add("A@b.example", "a long enough sentence\r\nand another line\n").status.success());
    assert!(refusal(&add("a@b.example", "a long enough sentence")).contains("has an account already"));
    let password = |email: &str| folder.run(&["user", "password", "--email", email], &[], "another long sentence\n");
    assert!(password("a@B.example").status.success());
    assert!(refusal(&password("c@b.example")).contains("has no account"));
    let member = ["user", "add", "--email", "d@b.example", "--site", "nope", "--role", "editor"];
    assert!(refusal(&folder.run(&member, &[], "a long enough sentence")).contains("no site"));
    assert_eq!(folder.run(&member[..6], &[], "a long enough sentence").status.code(), Some(2));
    assert_eq!(
        folder.run(&["user", "add", "--email", "d@b.example", "--site", "x", "--role", "king"], &[], "").status.code(),
        Some(2)
    );
}

#[test]
fn settings_that_do_not_hold_are_named_at_the_start() {
    let folder = Folder::new();
    for (name, value, said) in [
        ("ASSENT_DATABASE_URL", "mysql://localhost", "sqlite:"),
        ("ASSENT_LISTEN", "everywhere", "ASSENT_LISTEN"),
        ("ASSENT_PUBLIC_URL", "consent.example.org", "ASSENT_PUBLIC_URL"),
        ("ASSENT_LOG", "[[", "ASSENT_LOG"),
    ] {
        assert!(refusal(&folder.run(&["serve"], &[(name, value)], "")).contains(said), "{name}");
    }
    for url in ["postgres://me:topsecret@127.0.0.1:1/assent", "postgres://me:topsecret@127.0.0.1:port/assent"] {
        for command in [&["serve"][..], &["serve", "--demo"]] {
            let said = refusal(&folder.run(command, &[("ASSENT_DATABASE_URL", url)], ""));
            assert!(!said.contains("topsecret"), "{said}");
        }
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let output = folder.run(&[], &[("ASSENT_LISTEN", &taken.local_addr().unwrap().to_string())], "");
    assert!(refusal(&output).contains("cannot listen"));
}

#[tokio::test]
async fn the_most_talkative_log_names_no_visitor_and_no_secret() {
    let folder = Folder::new();
    let (address, shop) = (free_address(), free_address());
    let settings = [
        ("ASSENT_LISTEN", address.as_str()),
        ("ASSENT_DEMO_LISTEN", shop.as_str()),
        ("ASSENT_TRUSTED_PROXIES", "127.0.0.1"),
        ("ASSENT_LOG", "trace"),
    ];
    let mut running = Running::start(folder.assent(&["serve", "--demo"], &settings), 3);
    // Read while it is written: a full pipe would stop the server.
    let mut stderr = running.0.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut log = String::new();
        stderr.read_to_string(&mut log).unwrap();
        log
    });
    let token = running.1[2].rsplit('=').next().unwrap().to_owned();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let send = async |path: &str, origin: String, kind: &str, body: String| {
        let request =
            client.post(format!("http://{address}{path}")).header("origin", origin).header("content-type", kind);
        let request = request.header("x-forwarded-for", "203.0.113.77").header("user-agent", "Telling/4.7");
        request.body(body).send().await.unwrap()
    };
    let purposes = serde_json::json!({ "preferences": true, "analytics": true, "ads": true });
    let choice = with(choice(1, true), serde_json::json!({ "id": id_at(server::edge::now()), "purposes": purposes }));
    let shop = format!("http://localhost:{}", shop.rsplit(':').next().unwrap());
    let choices = "/api/v1/sites/demo/choices";
    assert_eq!(send(choices, shop.clone(), "text/plain", choice.to_string()).await.status(), 201);
    assert_eq!(send(choices, shop, "text/plain", format!("{{\"key\":\"{}\"", key(1))).await.status(), 400);
    let decisions = format!("http://{address}/api/v1/sites/demo/visitors/{}/decisions", visitor(1));
    assert_eq!(reqwest::get(decisions).await.unwrap().status(), 200);
    let owner =
        encode(&[("token", &token), ("email", "owner@log.example"), ("password", "a sentence nobody may read")]);
    let form = "application/x-www-form-urlencoded";
    let set_up = send("/set-up", format!("http://{address}"), form, owner.clone()).await;
    let session = set_up.headers()["set-cookie"].to_str().unwrap();
    let session = session.split(['=', ';']).nth(1).unwrap().to_owned();
    send("/sign-in", format!("http://{address}"), form, owner.replace("nobody", "everybody")).await;
    assert!(running.stop());
    let log = reading.join().unwrap();
    let (key, visitor) = (key(1), visitor(1));
    for secret in [
        key.as_str(),
        &visitor,
        "203.0.113.77",
        "Telling/4.7",
        &token,
        "owner@log.example",
        "body may read",
        "body+may+read",
        &session,
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
    assert!(log.contains("stopping"), "{log}");
}
