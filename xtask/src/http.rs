//! The one request this tool makes itself: a GET whose body is counted as it arrives, still encoded.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::tool::Outcome;

/// An answer with its body as sent.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Gets a path and reads to the end of the connection.
pub fn get(address: &str, path: &str, encoding: &str) -> Outcome<Answer> {
    let failed = |error: std::io::Error| format!("http://{address}{path}: {error}");
    let mut stream = TcpStream::connect(address).map_err(failed)?;
    // HTTP/1.0: the body ends with the connection, so nothing is chunked.
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\nAccept-Encoding: {encoding}\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(failed)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(failed)?;
    let end = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .ok_or(format!("http://{address}{path} answers no HTTP"))?;
    let head = String::from_utf8_lossy(&answer[..end]);
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Ok(Answer { status, body: answer.split_off(end + 4) })
}
