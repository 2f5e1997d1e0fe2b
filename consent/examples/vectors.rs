//! Writes the vectors of `consent/wire/decide/` from the table in `consent/tests/decide/table.rs`.

#[path = "../tests/decide/table.rs"]
mod table;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("wire/decide");
    std::fs::create_dir_all(&folder)?;
    for (name, vectors) in table::groups() {
        let lines = vectors.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
        std::fs::write(folder.join(format!("{name}.json")), format!("[\n{}\n]\n", lines.join(",\n")))?;
    }
    Ok(())
}
