//! PDF417 symbols out of whole photographs.
