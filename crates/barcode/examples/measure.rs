//! dev only
use bonafide_imaging::{Limits, Picture};
use std::collections::BTreeMap;
use std::time::Instant;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let filter = std::env::args().nth(2).unwrap_or_default();
    let truth = std::fs::read_to_string(format!("{dir}/truth.jsonl"));
    if truth.is_err() {
        // published
        let cases = std::fs::read_to_string(format!("{dir}/cases.jsonl")).unwrap();
        for l in cases.lines() {
            let v: serde_json::Value = serde_json::from_str(l).unwrap();
            let f = v["file"].as_str().unwrap();
            if !f.contains(&filter) {
                continue;
            }
            let bytes = std::fs::read(format!("{dir}/{f}")).unwrap();
            let Ok(p) = Picture::decode(&bytes, &Limits::default()) else {
                eprintln!("undecodable {f}");
                continue;
            };
            let luma = p.luma();
            let t = Instant::now();
            let s = bonafide_barcode::read_pdf417(luma, &bonafide_barcode::Options::default());
            let ms = t.elapsed().as_secs_f64() * 1e3;
            let symbols: Vec<_> = s.iter().map(|s| serde_json::json!({"text": s.text.expose(), "bytes_hex": s.payload.expose().iter().map(|b| format!("{b:02x}")).collect::<String>(), "segment_index": s.macro_segment.as_ref().map(|m| m.index)})).collect();
            println!("{}", serde_json::json!({"file": f, "symbols": symbols, "ms": ms}));
        }
        return;
    }
    let mut axes: BTreeMap<(String, String), (u32, u32, u32, Vec<f64>)> = BTreeMap::new();
    let mut order = vec![];
    for l in truth.unwrap().lines() {
        let v: serde_json::Value = serde_json::from_str(l).unwrap();
        if v["feasible"] == serde_json::Value::Bool(false) {
            continue;
        }
        let f = v["file"].as_str().unwrap();
        if !f.contains(&filter) {
            continue;
        }
        let bytes = std::fs::read(format!("{dir}/{f}")).unwrap();
        let p = Picture::decode(&bytes, &Limits::default()).unwrap();
        let luma = p.luma();
        let t = Instant::now();
        let s = bonafide_barcode::read_pdf417(luma, &bonafide_barcode::Options::default());
        let ms = t.elapsed().as_secs_f64() * 1e3;
        let hex = v["text_hex"].as_str().unwrap();
        let ok = s.iter().any(|s| {
            s.payload.expose().iter().map(|b| format!("{b:02x}")).collect::<String>() == hex
        });
        let k = (v["axis"].as_str().unwrap().to_string(), v["level"].to_string());
        if !order.contains(&k) {
            order.push(k.clone());
        }
        let e = axes.entry(k).or_default();
        e.0 += 1;
        e.1 += u32::from(ok);
        e.2 += u32::from(!ok && !s.is_empty());
        e.3.push(ms);
        if !ok && std::env::var("FAILS").is_ok() {
            println!("fail {f} {ms:.0}");
        }
    }
    order.sort_by_key(|k| k.0.clone());
    let (mut n, mut r, mut w) = (0, 0, 0);
    let mut all = vec![];
    let mut last = String::new();
    for k in order {
        let e = axes.get_mut(&k).unwrap();
        e.3.sort_by(f64::total_cmp);
        if last != k.0 {
            print!("\n{:<16}", k.0);
            last = k.0.clone();
        }
        print!(
            " {}:{:.0}{}({:.0})",
            k.1.trim_matches('"'),
            100.0 * e.1 as f64 / e.0 as f64,
            if e.2 > 0 { format!("!{}", e.2) } else { String::new() },
            e.3[e.3.len() * 95 / 100]
        );
        n += e.0;
        r += e.1;
        w += e.2;
        all.extend(e.3.iter().copied());
    }
    all.sort_by(f64::total_cmp);
    println!(
        "\nTOTAL {r}/{n} {:.1} wrong {w} median {:.1} p95 {:.1} max {:.0}",
        100.0 * r as f64 / n as f64,
        all[all.len() / 2],
        all[all.len() * 95 / 100],
        all[all.len() - 1]
    );
}
