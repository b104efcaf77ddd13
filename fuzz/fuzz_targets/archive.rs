//! Any bytes as the archive of a package. Half of the inputs are compressed first, so that what is
//! in the archive is reached; the first byte says which.
#![no_main]

use bonafide_fuzz::seeds;
use bonafide_models::unpack;
use libfuzzer_sys::fuzz_target;

const LIMIT: u64 = 1 << 12;

fuzz_target!(init: seeds::plant(seeds::archive), |bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let bytes = if first & 1 == 0 { seeds::compressed(bytes) } else { bytes.to_vec() };
    let Ok(members) = unpack(&bytes, &["p/a"], LIMIT) else { return };
    assert!(members.len() == 1 && members[0].0 == "p/a" && members[0].1.len() as u64 <= LIMIT);
});
