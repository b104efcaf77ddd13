//! Bounded decoding of pictures, shared pixels and capture quality.
