//! ONNX Runtime's shared library, out of the packages that carry it.
//!
//! Only library files are unpacked; nothing else of a package is kept, and nothing is executed. The
//! program does without the library: `rten` is part of it.

use std::env::consts::{ARCH, OS};
use std::io;
use std::path::Path;

use bonafide_inference::Client;

use crate::archive::members;
use crate::error::InstallError;
use crate::file::{Identity, beside, keep};
use crate::install::Installer;
use crate::package::{How, Package};

/// Which library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flavour {
    /// For processors.
    #[default]
    Cpu,
    /// For processors and, with the driver and libraries of NVIDIA, graphics processors.
    Gpu,
}

/// What was installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstalledRuntime {
    /// How it came.
    pub how: How,
    /// The package: `onnxruntime@1.31.1`.
    pub package: &'static str,
    /// Bytes of the library files.
    pub bytes: u64,
}

/// A package with the library for one platform.
struct Pin {
    os: &'static str,
    arch: &'static str,
    flavour: Flavour,
    package: Package<'static>,
    files: &'static [Library],
}

/// A library file of a package.
struct Library {
    member: &'static str,
    /// What it is called when it is installed.
    file: &'static str,
    identity: Identity<'static>,
}

const fn identity(bytes: u64, sha256: &'static str) -> Identity<'static> {
    Identity { bytes, sha256 }
}

const fn wheel(
    name: &'static str,
    arguments: &'static [&'static str],
    identity: Identity<'static>,
) -> Package<'static> {
    Package { client: Client::Pypi, name, identity, arguments }
}

/// Wheels are asked for by platform and one version of Python, so that the file, and with it the
/// hash, does not depend on the Python of the machine. The library is the same in all of them.
macro_rules! for_platform {
    ($($platform:literal),+) => {
        &["--python-version=311", "--implementation=cp", "--abi=cp311",
            $(concat!("--platform=", $platform)),+]
    };
}

/// The package that npm has for all platforms: where there is no pip.
const NODE: Package<'static> = Package {
    client: Client::Npm,
    name: "onnxruntime-node@1.30.0",
    identity: identity(
        113_507_888,
        "6e3390d6b783e7be946fad629292799da28d0b42f84856e50d2c1b0383291e75",
    ),
    arguments: &[],
};

/// What is known to carry the library, the first to try first.
static PINS: &[Pin] = &[
    Pin {
        os: "linux",
        arch: "x86_64",
        flavour: Flavour::Cpu,
        package: wheel(
            "onnxruntime@1.31.1",
            for_platform!("manylinux_2_27_x86_64", "manylinux_2_28_x86_64"),
            identity(
                23_753_652,
                "5752bd508126ae7c49894d3b9d2e83f0c3d487319246d04c444b393308d7ad7f",
            ),
        ),
        files: &[Library {
            member: "onnxruntime/capi/libonnxruntime.so.1.31.1",
            file: "libonnxruntime.so.1.31.1",
            identity: identity(
                29_352_200,
                "fc44112fbe06d7d689c57e11d3862031f64711007e4ee020f8eed5185fd2c1d3",
            ),
        }],
    },
    Pin {
        os: "linux",
        arch: "x86_64",
        flavour: Flavour::Cpu,
        package: NODE,
        files: &[Library {
            member: "package/bin/napi-v6/linux/x64/libonnxruntime.so.1",
            file: "libonnxruntime.so.1.30.0",
            identity: identity(
                45_828_512,
                "ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23",
            ),
        }],
    },
    Pin {
        os: "linux",
        arch: "x86_64",
        flavour: Flavour::Gpu,
        package: wheel(
            "onnxruntime-gpu@1.31.1",
            for_platform!("manylinux_2_27_x86_64", "manylinux_2_28_x86_64"),
            identity(
                255_560_985,
                "e26c475fe361b2015f45b4b824bd13f0bb20204e59b62814e6f0acd5f3d491a6",
            ),
        ),
        files: &[
            Library {
                member: "onnxruntime/capi/libonnxruntime_providers_shared.so",
                file: "libonnxruntime_providers_shared.so",
                identity: identity(
                    14_632,
                    "086ec1d5388f64153d9c63470d126693db9a182c8ce236d3a1119068471b8a0d",
                ),
            },
            Library {
                member: "onnxruntime/capi/libonnxruntime_providers_cuda.so",
                file: "libonnxruntime_providers_cuda.so",
                identity: identity(
                    284_014_752,
                    "d5290158115fa5569a3fe8f1f4037ee9b0e86658a96e52f852bbb7039aa88137",
                ),
            },
            Library {
                member: "onnxruntime/capi/libonnxruntime_providers_tensorrt.so",
                file: "libonnxruntime_providers_tensorrt.so",
                identity: identity(
                    994_968,
                    "1882ee49fdb0e6fc2d272b00cfaf9a3310bf8580a34385c0eec4d82014ea172e",
                ),
            },
            Library {
                member: "onnxruntime/capi/libonnxruntime.so.1.31.1",
                file: "libonnxruntime.so.1.31.1",
                identity: identity(
                    29_421_832,
                    "5104254339ecadae808da771bd0b63b240f0dbd466514234905e54372435c303",
                ),
            },
        ],
    },
    Pin {
        os: "linux",
        arch: "aarch64",
        flavour: Flavour::Cpu,
        package: wheel(
            "onnxruntime@1.31.1",
            for_platform!("manylinux_2_27_aarch64", "manylinux_2_28_aarch64"),
            identity(
                21_413_526,
                "da05378364c44d4407e463982d2bf8d5e4cfea873283757e48beeb41df97b7f3",
            ),
        ),
        files: &[Library {
            member: "onnxruntime/capi/libonnxruntime.so.1.31.1",
            file: "libonnxruntime.so.1.31.1",
            identity: identity(
                25_265_040,
                "8aa3b76b28c778a2b1dd660d34161adb1d508c9ccd04ff9dc80e26eca5df8467",
            ),
        }],
    },
    Pin {
        os: "linux",
        arch: "aarch64",
        flavour: Flavour::Cpu,
        package: NODE,
        files: &[Library {
            member: "package/bin/napi-v6/linux/arm64/libonnxruntime.so.1",
            file: "libonnxruntime.so.1.30.0",
            identity: identity(
                25_135_496,
                "1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76",
            ),
        }],
    },
    Pin {
        os: "macos",
        arch: "aarch64",
        flavour: Flavour::Cpu,
        package: wheel(
            "onnxruntime@1.31.1",
            for_platform!("macosx_14_0_arm64"),
            identity(
                20_871_676,
                "60b6b69bfe580eab576cacc5d132a0e9cf2a37fcfd18d46dd191042b1d1ed0d7",
            ),
        ),
        files: &[Library {
            member: "onnxruntime/capi/libonnxruntime.1.31.1.dylib",
            file: "libonnxruntime.1.31.1.dylib",
            identity: identity(
                33_037_336,
                "f8b06155feece624e55e49124340eea279da812529ae6fbc46a9f2be9c9cad2e",
            ),
        }],
    },
    Pin {
        os: "windows",
        arch: "x86_64",
        flavour: Flavour::Cpu,
        package: wheel(
            "onnxruntime@1.31.1",
            for_platform!("win_amd64"),
            identity(
                14_885_761,
                "c3d91b5de31e2fc82d71bd65b2b22bddee8b49057a3a36338e9a868e0ea90c05",
            ),
        ),
        files: &[Library {
            member: "onnxruntime/capi/onnxruntime.dll",
            file: "onnxruntime.dll",
            identity: identity(
                19_288_888,
                "8482d2ee174e28504f99730fb01d6861575870283de4ed3a897ad39170d9a9b9",
            ),
        }],
    },
];

impl Installer {
    /// Installs the shared library of ONNX Runtime for this machine. One that is there and right
    /// stays as it is, and that for graphics processors serves where one for processors is asked for.
    ///
    /// # Errors
    /// When no package is known for this platform, or none can be had or is what it should be.
    pub fn install_runtime(&self, flavour: Flavour) -> Result<InstalledRuntime, InstallError> {
        let of_machine = |pin: &&Pin| pin.os == OS && pin.arch == ARCH;
        let serves = |pin: &&Pin| pin.flavour == flavour || pin.flavour == Flavour::Gpu;
        let folder = &self.folders.runtime;
        let is_there = |pin: &&Pin| pin.is_in(folder);
        if let Some(pin) = PINS.iter().filter(of_machine).filter(serves).find(is_there) {
            return Ok(pin.installed(How::Present));
        }
        let pins = PINS.iter().filter(of_machine).filter(|pin| pin.flavour == flavour);
        first_of(pins, |pin| self.install_pin(pin).map(|how| pin.installed(how)))
    }

    fn install_pin(&self, pin: &Pin) -> Result<How, InstallError> {
        let (path, how) = self.packages.file(&pin.package)?;
        let wanted: Vec<&str> = pin.files.iter().map(|file| file.member).collect();
        let limit = pin.files.iter().map(|file| file.identity.bytes).max().unwrap_or(0);
        members(pin.package.name, &path, &wanted, limit, &mut |name, bytes| {
            let Some(library) = pin.files.iter().find(|file| file.member == name) else {
                return Ok(());
            };
            let target = self.folders.runtime.join(library.file);
            let mut file = beside(&target)?;
            io::copy(bytes, &mut file).map_err(InstallError::file(&target))?;
            library.identity.check(name, file.path())?;
            keep(file, &target)
        })?;
        Ok(how)
    }
}

/// What the first pin gives that can be had; otherwise the fault of the first one. Where one client
/// fails another may not, but a folder that cannot be written to serves none.
fn first_of<'a, T>(
    pins: impl Iterator<Item = &'a Pin>,
    install: impl Fn(&Pin) -> Result<T, InstallError>,
) -> Result<T, InstallError> {
    let mut first_fault = None;
    for pin in pins {
        match install(pin) {
            Ok(installed) => return Ok(installed),
            Err(fault @ InstallError::File { .. }) => return Err(fault),
            Err(fault) => {
                first_fault.get_or_insert(fault);
            }
        }
    }
    Err(first_fault.unwrap_or_else(|| InstallError::NoRuntime { platform: format!("{OS} {ARCH}") }))
}

impl Pin {
    fn is_in(&self, folder: &Path) -> bool {
        self.files.iter().all(|file| file.identity.is_at(&folder.join(file.file)))
    }

    fn installed(&self, how: How) -> InstalledRuntime {
        let bytes = self.files.iter().map(|file| file.identity.bytes).sum();
        InstalledRuntime { how, package: self.package.name, bytes }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// What comes of the first two pins, where the first fails so and the second may serve.
    fn outcome(fault: fn() -> InstallError, second_serves: bool) -> Result<&'static str, String> {
        let install = |pin: &Pin| match pin.package.client {
            Client::Npm if second_serves => Ok(pin.package.name),
            Client::Npm => Err(InstallError::Offline { package: "second".to_owned() }),
            _ => Err(fault()),
        };
        first_of(PINS.iter().take(2), install).map_err(|fault| fault.to_string())
    }

    #[test]
    fn where_pip_fails_npm_is_asked() {
        let failed = || InstallError::ClientFailed {
            package: "first".to_owned(),
            client: Client::Pypi,
            says: "no network".to_owned(),
        };
        assert_eq!(outcome(failed, true).unwrap(), NODE.name);
        assert!(outcome(failed, false).unwrap_err().contains("no network"), "the first is told");
        let full = || InstallError::file("folder")(io::Error::other("no space"));
        assert!(outcome(full, true).unwrap_err().contains("folder"));
        let none = first_of([].iter(), |_| Ok(()));
        assert!(matches!(none, Err(InstallError::NoRuntime { .. })));
    }
}
