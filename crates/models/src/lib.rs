//! Installation of models and of ONNX Runtime by ordinary package clients, and converters to ONNX.

mod convert;

pub use convert::{ConvertError, Files, convert};
