//! A tiny archive, for the story of an archive that claims to be a picture.

/// A ZIP archive with one stored file (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).
pub(super) fn stored(name: &str, content: &[u8]) -> Vec<u8> {
    let (crc, size) = (crc_32(content), content.len() as u32);
    let mut entry = Vec::new();
    // Version 1.0, no flags, stored, 1 January 1980.
    for half in [10_u16, 0, 0, 0, 0x0021] {
        entry.extend(half.to_le_bytes());
    }
    for word in [crc, size, size] {
        entry.extend(word.to_le_bytes());
    }
    entry.extend((name.len() as u16).to_le_bytes());
    entry.extend(0_u16.to_le_bytes());

    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(&entry);
    archive.extend(name.as_bytes());
    archive.extend(content);
    let directory_at = archive.len() as u32;
    archive.extend(b"PK\x01\x02\x0a\x00");
    archive.extend(&entry);
    archive.extend([0; 14]);
    archive.extend(name.as_bytes());
    let directory_size = archive.len() as u32 - directory_at;
    archive.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    archive.extend(directory_size.to_le_bytes());
    archive.extend(directory_at.to_le_bytes());
    archive.extend([0; 2]);
    archive
}

/// CRC-32 as ZIP and PNG use it.
fn crc_32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn crc_of_the_check_string() {
        assert_eq!(super::crc_32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn sizes_and_signatures_are_where_they_belong() {
        let archive = super::stored("a.txt", b"hello");
        assert_eq!(archive.len(), 30 + 5 + 5 + 46 + 5 + 22);
        assert_eq!(archive[40..44], *b"PK\x01\x02");
        assert_eq!(archive[91..95], *b"PK\x05\x06");
    }
}
