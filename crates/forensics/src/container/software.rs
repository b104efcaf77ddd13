//! Kinds of programs, told by the names that they write into files.

/// What kind of program wrote a file or had it before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Software {
    /// Changes pixels by hand.
    Editor,
    /// Makes pictures or parts of them up.
    Generator,
    /// Saves again without a hand: libraries, converters, services.
    Converter,
    /// Takes pictures of screens.
    Screenshot,
}

/// Lower-case parts of names. What is not here is not told: a missing name means nothing.
static NAMES: [(Software, &[&str]); 4] = [
    (
        Software::Editor,
        &[
            "photoshop",
            "gimp",
            "pixelmator",
            "affinity",
            "snapseed",
            "picsart",
            "canva",
            "paint.net",
            "ms paint",
            "microsoft paint",
            "paintshop",
            "paint shop",
            "corel",
            "photoscape",
            "pixlr",
            "fotor",
            "krita",
            "illustrator",
            "indesign",
            "inkscape",
            "facetune",
            "meitu",
            "beautyplus",
            "luminar",
            "lightroom",
            "acdsee",
            "picasa",
            "polarr",
            "vsco",
            "photodirector",
            "photopea",
            "airbrush",
            "befunky",
            "photofiltre",
            "acorn",
            "capture one",
            "darktable",
            "rawtherapee",
        ],
    ),
    (
        Software::Generator,
        &[
            "midjourney",
            "stable diffusion",
            "stable-diffusion",
            "stability.ai",
            "dall-e",
            "dall·e",
            "firefly",
            "comfyui",
            "automatic1111",
            "novelai",
            "invokeai",
            "imagen",
            "trainedalgorithmicmedia",
        ],
    ),
    (
        Software::Converter,
        &[
            "imagemagick",
            "graphicsmagick",
            "libvips",
            "pillow",
            "ffmpeg",
            "lavc",
            "opencv",
            "irfanview",
            "xnview",
            "cairo",
            "ghostscript",
            "gd-jpeg",
            "imageio",
            "sips",
            "jpegoptim",
            "mozjpeg",
        ],
    ),
    (
        Software::Screenshot,
        &[
            "screenshot",
            "screen shot",
            "screen capture",
            "snipping",
            "snagit",
            "greenshot",
            "flameshot",
        ],
    ),
];

impl Software {
    /// The kinds that a text names; of a long text the first 512 bytes count.
    pub(super) fn named_in(text: &[u8]) -> impl Iterator<Item = Self> {
        let lower = text.iter().take(512).map(u8::to_ascii_lowercase).collect::<Vec<_>>();
        NAMES.iter().filter_map(move |&(kind, names)| {
            let named =
                names.iter().any(|name| memchr::memmem::find(&lower, name.as_bytes()).is_some());
            named.then_some(kind)
        })
    }
}
