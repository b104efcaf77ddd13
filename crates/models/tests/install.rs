//! Installing from a folder, from the cache, and by curl from a server on this machine.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use bonafide_inference::{Entry, Manifest};
use bonafide_models::{Files, Folders, How, InstallError, Installer, Reach, convert};
use bonafide_testing::not_performed;
use support::{Tfjs, entry, sha256, small_minifasnet, tgz};

fn folders(home: &Path) -> Folders {
    Folders {
        models: home.join("models"),
        runtime: home.join("runtime"),
        cache: home.join("cache"),
    }
}

/// An entry whose file is made of a package; `package` is its client, its name and its bytes.
fn made_of(onnx: &[u8], package: (&str, &str, &[u8]), members: &str, converter: &str) -> Entry {
    let (client, name, bytes) = package;
    let (hash, count) = (sha256(bytes), bytes.len());
    let kind = format!(
        "kind = \"installed\"\ninstall = \"bonafide models install\"\n\
         source = {{ client = \"{client}\", package = \"{name}\", sha256 = \"{hash}\", \
         bytes = {count}, members = {members}, converter = \"{converter}\" }}"
    );
    let text =
        format!("format = 1\n{}", entry("net", onnx, &kind, 80, &[("probs", r#"["n", 3]"#)]));
    Manifest::parse(&text).unwrap().entries()[0].clone()
}

fn minifasnet_at(address: &str) -> (Entry, Vec<u8>) {
    let weights = small_minifasnet();
    let onnx =
        convert("minifasnet/1", &Files::new(vec![("a.pth".into(), weights.clone())])).unwrap();
    (made_of(&onnx, ("url", address, &weights), "[]", "minifasnet/1"), weights)
}

/// Answers every request with this; returns the address of the server.
fn serve(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(&answer);
        }
    });
    address
}

fn ok(body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn has_curl() -> bool {
    let there = std::process::Command::new("curl").arg("--version").output().is_ok();
    if !there {
        not_performed("fetching from an address", "curl is not on this machine");
    }
    there
}

#[test]
fn members_of_a_package_become_a_model() {
    let (home, brought) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let weights = Tfjs::expression();
    let list = weights.list("x.bin").to_string();
    let package = brought.path().join("whatever it is called");
    let (list_name, bytes_name) = ("package/model/x-weights_manifest.json", "package/model/x.bin");
    tgz(
        &package,
        &[
            ("package/a.js", b"throw 1"),
            (list_name, list.as_bytes()),
            (bytes_name, &weights.bytes()),
        ],
    );
    let files = Files::new(vec![
        (list_name.into(), list.clone().into()),
        (bytes_name.into(), weights.bytes()),
    ]);
    let onnx = convert("face_api_expression/1", &files).unwrap();
    let members = format!("[\"{list_name}\", \"{bytes_name}\"]");
    let archive = fs::read(&package).unwrap();
    let entry = made_of(&onnx, ("npm", "@a/b@1.0.0", &archive), &members, "face_api_expression/1");

    let installer = Installer::new(folders(home.path())).reach(Reach::Offline);
    assert!(matches!(installer.install(&entry), Err(InstallError::Offline { .. })));
    let installer = installer.from(brought.path());
    assert_eq!(installer.install(&entry).unwrap(), How::Brought);
    let file = home.path().join("models/net.onnx");
    assert_eq!(fs::read(&file).unwrap(), onnx);
    assert_eq!(installer.install(&entry).unwrap(), How::Present);

    fs::write(&file, b"damaged").unwrap();
    assert_eq!(installer.install(&entry).unwrap(), How::Brought, "what is wrong is replaced");
    let missing =
        made_of(&onnx, ("npm", "@a/b@1.0.0", &archive), "[\"package/b\"]", "face_api_expression/1");
    fs::remove_file(&file).unwrap();
    assert!(matches!(installer.install(&missing), Err(InstallError::Archive { .. })));
    let other =
        made_of(b"other", ("npm", "@a/b@1.0.0", &archive), &members, "face_api_expression/1");
    assert!(matches!(installer.install(&other), Err(InstallError::Mismatch { .. })));
    assert!(!file.exists(), "nothing is written that is not what the manifest says");
}

#[test]
fn a_model_file_can_be_brought_as_it_is() {
    let (home, brought) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (entry, weights) = minifasnet_at("https://example.org/a.pth");
    let onnx = convert("minifasnet/1", &Files::new(vec![("a.pth".into(), weights)])).unwrap();
    fs::write(brought.path().join("x"), &onnx).unwrap();
    let installer = Installer::new(folders(home.path())).reach(Reach::Offline).from(brought.path());
    assert_eq!(installer.install(&entry).unwrap(), How::Brought);
}

#[test]
fn an_address_is_fetched_once() {
    if !has_curl() {
        return;
    }
    let address = format!("{}/a.pth", serve(ok(&small_minifasnet())));
    let (entry, _) = minifasnet_at(&address);
    let home = tempfile::tempdir().unwrap();
    let installer = Installer::new(folders(home.path())).timeout(Duration::from_secs(20));
    assert_eq!(installer.install(&entry).unwrap(), How::Fetched);
    fs::remove_dir_all(home.path().join("models")).unwrap();
    let offline = installer.clone().reach(Reach::Offline);
    assert_eq!(offline.install(&entry).unwrap(), How::Cached);
    let left: Vec<_> = fs::read_dir(home.path().join("cache")).unwrap().collect();
    assert_eq!(left.len(), 1, "no folder of a fetch is left");
}

#[test]
fn what_an_address_gives_is_not_trusted() {
    if !has_curl() {
        return;
    }
    let weights = small_minifasnet();
    let longer = [weights.clone(), vec![0; 100_000]].concat();
    let redirect = |to: &str| {
        format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").into_bytes()
    };
    let good = serve(ok(&weights));
    for (answer, says) in [
        (ok(b"another file"), "has 12 bytes and the hash"),
        (ok(&longer), "cannot fetch"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(), "404"),
        (redirect(&format!("{good}/a.pth")), "cannot fetch"),
        (redirect("file:///etc/hostname"), "cannot fetch"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let (entry, _) = minifasnet_at(&format!("{}/a.pth", serve(answer)));
        let installer = Installer::new(folders(home.path())).timeout(Duration::from_secs(20));
        let error = installer.install(&entry).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        assert!(!home.path().join("models").exists());
    }
}

#[test]
fn a_server_that_does_not_answer_is_given_up() {
    if !has_curl() {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap(); // accepts, and says nothing
    let (entry, _) = minifasnet_at(&format!("http://{}/a.pth", listener.local_addr().unwrap()));
    let home = tempfile::tempdir().unwrap();
    let installer = Installer::new(folders(home.path())).timeout(Duration::from_secs(1));
    let error = installer.install(&entry).unwrap_err();
    assert!(matches!(error, InstallError::ClientFailed { .. }), "{error}");
    assert!(error.to_string().contains("--from DIR"), "{error}");
}
