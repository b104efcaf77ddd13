//! Where a network runs, and what runs it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::InferenceError;

/// Where networks run; written `auto`, `cpu` or `cuda:N`.
///
/// ```
/// use bonafide_inference::Device;
///
/// assert_eq!("cuda:1".parse::<Device>()?, Device::Cuda(1));
/// assert_eq!(Device::Cpu.to_string(), "cpu");
/// # Ok::<(), bonafide_inference::InferenceError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Device {
    /// The first graphics processor that the runtime can use, and the processor where there is none.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// A graphics processor by its number, counted from 0; an error where it cannot be used.
    Cuda(u32),
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
        }
    }
}

impl FromStr for Device {
    type Err = InferenceError;

    fn from_str(text: &str) -> Result<Self, InferenceError> {
        let unknown = || InferenceError::UnknownDevice { text: text.to_owned() };
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            _ => {
                let number = text.strip_prefix("cuda:").ok_or_else(unknown)?;
                if !number.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(unknown());
                }
                number.parse().map(Self::Cuda).map_err(|_| unknown())
            }
        }
    }
}

impl TryFrom<String> for Device {
    type Error = InferenceError;

    fn try_from(text: String) -> Result<Self, InferenceError> {
        text.parse()
    }
}

impl From<Device> for String {
    fn from(device: Device) -> Self {
        device.to_string()
    }
}

/// What runs a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Backend {
    /// `rten`, which is part of the binary.
    #[serde(rename = "rten")]
    Rten,
    /// ONNX Runtime, a library of the machine.
    #[serde(rename = "ort")]
    OnnxRuntime,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rten => "rten",
            Self::OnnxRuntime => "ort",
        })
    }
}

/// What shall run the networks; written `auto`, `rten` or `ort`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum BackendChoice {
    /// ONNX Runtime where a library is found, `rten` otherwise.
    #[default]
    Auto,
    /// This one; an error where it cannot be used.
    Only(Backend),
}

impl fmt::Display for BackendChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Only(backend) => backend.fmt(f),
        }
    }
}

impl FromStr for BackendChoice {
    type Err = InferenceError;

    fn from_str(text: &str) -> Result<Self, InferenceError> {
        match text {
            "auto" => Ok(Self::Auto),
            "rten" => Ok(Self::Only(Backend::Rten)),
            "ort" => Ok(Self::Only(Backend::OnnxRuntime)),
            _ => Err(InferenceError::UnknownRuntime { text: text.to_owned() }),
        }
    }
}

impl TryFrom<String> for BackendChoice {
    type Error = InferenceError;

    fn try_from(text: String) -> Result<Self, InferenceError> {
        text.parse()
    }
}

impl From<BackendChoice> for String {
    fn from(choice: BackendChoice) -> Self {
        choice.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn devices_are_read_as_they_are_written() {
        for device in [Device::Auto, Device::Cpu, Device::Cuda(0), Device::Cuda(17)] {
            assert_eq!(device.to_string().parse::<Device>().unwrap(), device);
        }
        for text in ["", "CPU", "cuda", "cuda:", "cuda:-1", "cuda:+1", "cuda:4294967296", "gpu"] {
            assert!(text.parse::<Device>().is_err(), "{text}");
        }
    }

    #[test]
    fn runtimes_are_read_as_they_are_written() {
        for text in ["auto", "rten", "ort"] {
            assert_eq!(text.parse::<BackendChoice>().unwrap().to_string(), text);
        }
        assert!("onnxruntime".parse::<BackendChoice>().is_err());
    }
}
