//! Identity document processing: a session in, one explained, reproducible verdict out.
