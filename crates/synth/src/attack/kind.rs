//! The kinds of manipulation.

use serde::{Deserialize, Serialize};

/// What a picture of a set is, for scoring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum AttackLabel {
    /// A capture as it left the device.
    Authentic,
    /// The capture under a tampered picture, stored with the same parameters.
    AuthenticTwin,
    /// Part of the picture was changed; the mask says which.
    Tampered,
    /// The whole picture went through something harmless.
    Processed,
    /// The document shown is a screen or a copy.
    Recaptured,
}

/// What was done to a picture after its capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Manipulation {
    /// Nothing.
    None,
    /// Another person's portrait laid over the portrait with a hard edge.
    SplicePortrait,
    /// The same with a soft edge and the colours of what was there.
    SplicePortraitBlended,
    /// A piece of one text copied over another.
    CopymoveText,
    /// A text covered with the estimated background and set anew.
    TextReplace,
    /// A text, or part of one, removed by filling it from around.
    InpaintRemove,
    /// Strokes of a blurring, cloning, brightening or darkening brush.
    Retouch,
    /// A text of another card of the same design, captured by another device.
    ForeignField,
    /// A region that had been compressed at another quality before.
    DoubleJpeg,
    /// A picture of a screen that shows the document.
    ScreenRecapture,
    /// A picture of a print of the document.
    PrintRecapture,
    /// A picture of a photocopy of the document.
    Photocopy,
    /// Stored again at another quality.
    ResaveQ,
    /// Scaled and turned a little.
    ResizeRotate,
    /// A screen shot of a viewer that shows the picture.
    Screenshot,
    /// Scaled down and compressed, as messengers do.
    Messenger,
    /// The margin cut away.
    Crop,
}

impl Manipulation {
    /// All kinds, in the order in which a set goes through them.
    pub const ALL: [Self; 17] = [
        Self::None,
        Self::SplicePortrait,
        Self::CopymoveText,
        Self::ResaveQ,
        Self::TextReplace,
        Self::InpaintRemove,
        Self::ScreenRecapture,
        Self::SplicePortraitBlended,
        Self::ResizeRotate,
        Self::Retouch,
        Self::Screenshot,
        Self::ForeignField,
        Self::PrintRecapture,
        Self::DoubleJpeg,
        Self::Messenger,
        Self::Photocopy,
        Self::Crop,
    ];

    /// The name in `cases.jsonl`.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SplicePortrait => "splice_portrait",
            Self::SplicePortraitBlended => "splice_portrait_blended",
            Self::CopymoveText => "copymove_text",
            Self::TextReplace => "text_replace",
            Self::InpaintRemove => "inpaint_remove",
            Self::Retouch => "retouch",
            Self::ForeignField => "foreign_field",
            Self::DoubleJpeg => "double_jpeg",
            Self::ScreenRecapture => "screen_recapture",
            Self::PrintRecapture => "print_recapture",
            Self::Photocopy => "photocopy",
            Self::ResaveQ => "resave_q",
            Self::ResizeRotate => "resize_rotate",
            Self::Screenshot => "screenshot",
            Self::Messenger => "messenger",
            Self::Crop => "crop",
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What the picture counts as.
    pub fn label(self) -> AttackLabel {
        match self {
            Self::None => AttackLabel::Authentic,
            Self::ScreenRecapture | Self::PrintRecapture | Self::Photocopy => {
                AttackLabel::Recaptured
            }
            Self::ResaveQ
            | Self::ResizeRotate
            | Self::Screenshot
            | Self::Messenger
            | Self::Crop => AttackLabel::Processed,
            _ => AttackLabel::Tampered,
        }
    }

    /// Whether the document must have a portrait.
    pub(super) fn needs_portrait(self) -> bool {
        matches!(self, Self::SplicePortrait | Self::SplicePortraitBlended)
    }

    /// Pictures of a family: a tampered one comes with its twin.
    pub fn pictures(self) -> u32 {
        if self.label() == AttackLabel::Tampered { 2 } else { 1 }
    }
}
