//! Makes sure that the folders which the binary embeds exist, and that it is built again when they change.

fn main() -> std::io::Result<()> {
    for folder in ["../target/site/pkg", "../embed/dist"] {
        std::fs::create_dir_all(folder)?;
        println!("cargo:rerun-if-changed={folder}");
    }
    Ok(())
}
