//! Puts load on a server from a process of its own, and prints what it measured as one line of JSON.
#![expect(clippy::disallowed_methods, reason = "a measuring tool is an edge: it reads the clock and randomness itself")]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::{Parser, ValueEnum};
use rand::Rng;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

type Failure = Box<dyn Error + Send + Sync>;

#[derive(Clone, Copy, ValueEnum)]
enum Mode {
    /// GET the path; `{visitor}` in it is replaced by ids from `--visitors`.
    Read,
    /// POST a new choice each time; the visitors' ids are added to `--visitors`.
    Write,
}

#[derive(Parser, Clone)]
struct Arguments {
    mode: Mode,
    /// Host and port.
    address: String,
    path: String,
    #[arg(long, default_value_t = 64)]
    connections: usize,
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// File of visitor ids, one a line.
    #[arg(long)]
    visitors: Option<std::path::PathBuf>,
    /// The origin of the page that the choices come from.
    #[arg(long, default_value = "http://localhost")]
    origin: String,
}

/// What one connection measured: microseconds of each answer that was the expected one, how many were not, and the
/// visitors it made.
#[derive(Default)]
struct Measured {
    micros: Vec<u64>,
    failed: u64,
    visitors: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let known = match (&arguments.mode, &arguments.visitors) {
        (Mode::Read, Some(file)) => std::fs::read_to_string(file)?.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let known: Arc<Vec<String>> = Arc::new(known);
    let started = Instant::now();
    let connections: Vec<_> = (0..arguments.connections)
        .map(|_| tokio::spawn(connection(arguments.clone(), known.clone(), started)))
        .collect();
    let mut all = Measured::default();
    for each in connections {
        let measured = each.await??;
        all.micros.extend(measured.micros);
        all.failed += measured.failed;
        all.visitors.extend(measured.visitors);
    }
    let seconds = started.elapsed().as_secs_f64();
    if let (Mode::Write, Some(file)) = (arguments.mode, &arguments.visitors) {
        std::fs::write(file, all.visitors.join("\n"))?;
    }
    all.micros.sort_unstable();
    let at = |share: f64| {
        all.micros
            .get(((all.micros.len() as f64 * share) as usize).min(all.micros.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0)
    };
    let report = serde_json::json!({
        "per_second": all.micros.len() as f64 / seconds,
        "p50_us": at(0.5),
        "p99_us": at(0.99),
        "answers": all.micros.len(),
        "failed": all.failed,
    });
    println!("{report}");
    Ok(())
}

async fn connection(arguments: Arguments, known: Arc<Vec<String>>, started: Instant) -> Result<Measured, Failure> {
    let mut stream = TcpStream::connect(&arguments.address).await?;
    stream.set_nodelay(true)?;
    let mut measured = Measured::default();
    let mut buffer = vec![0; 16 * 1024];
    while started.elapsed() < Duration::from_secs(arguments.seconds) {
        let request = match arguments.mode {
            Mode::Read => read_request(&arguments, &known),
            Mode::Write => write_request(&arguments),
        };
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let (status, body) = answer(&mut stream, &mut buffer).await?;
        let micros = sent.elapsed().as_micros() as u64;
        let wanted = match arguments.mode {
            Mode::Read => 200,
            Mode::Write => 201,
        };
        if status != wanted {
            // A refusal is quick: counted, it would be throughput.
            measured.failed += 1;
            continue;
        }
        measured.micros.push(micros);
        if let (Mode::Write, Ok(body)) = (arguments.mode, serde_json::from_slice::<serde_json::Value>(&body)) {
            measured.visitors.extend(body["visitor"].as_str().map(str::to_owned));
        }
    }
    Ok(measured)
}

fn read_request(arguments: &Arguments, known: &[String]) -> String {
    let visitor = if known.is_empty() { "" } else { &known[rand::rng().random_range(0..known.len())] };
    format!("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", arguments.path.replace("{visitor}", visitor), arguments.address)
}

fn write_request(arguments: &Arguments) -> String {
    let key = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
    let body = format!(
        r#"{{"id":"{}","key":"{key}","version":1,"action":"custom","purposes":{{"preferences":true,"analytics":true,"ads":false}},"language":"en","source":"banner","age_ms":3,"regime":"eu","layer":"settings","gpc":null}}"#,
        uuid_v7()
    );
    format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: {}\r\n\r\n{body}",
        arguments.path,
        arguments.address,
        arguments.origin,
        body.len()
    )
}

fn uuid_v7() -> String {
    let millis = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_millis() as u64).unwrap_or_default();
    let random: u128 = rand::random();
    let hex = format!(
        "{:012x}7{:03x}{:01x}{:015x}",
        millis & 0xffff_ffff_ffff,
        random & 0xfff,
        8 | ((random >> 12) & 3),
        (random >> 16) & 0x0fff_ffff_ffff_ffff
    );
    format!("{}-{}-{}-{}-{}", &hex[0..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32])
}

/// Reads one answer: its status and body, by `Content-Length`.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Result<(u16, Vec<u8>), Failure> {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        if read == 0 {
            return Err("the server closed the connection".into());
        }
        filled += read;
        let Some(end) = buffer[..filled].windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&buffer[..end])?.to_ascii_lowercase();
        let length: usize = head
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next())
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0);
        if filled < end + 4 + length {
            continue;
        }
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        return Ok((status, buffer[end + 4..end + 4 + length].to_vec()));
    }
}
