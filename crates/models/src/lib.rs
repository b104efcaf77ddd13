//! Installation of models and of ONNX Runtime by ordinary package clients, and converters to ONNX.
