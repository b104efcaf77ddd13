//! Strips to characters: the network `print_recognition`.

use bonafide_inference::{Device, Model, Tensor};

use crate::alphabet::Alphabet;
use crate::ctc::{Letter, letters};
use crate::error::OcrError;
use crate::strip::{HEIGHT, Strip};
use crate::words::FRAME;

/// The model's id in the manifest.
pub(crate) const MODEL: &str = "print_recognition";
/// Strips that are given to the network at a time: what they hold stays small.
const AT_A_TIME: usize = 16;

/// The characters of every strip, in the order of the strips. On an accelerator those of equal width
/// are run together, which changes probabilities by rounding alone; on the processor, where a stack
/// of eight took a quarter more time than its strips one by one, each is run alone.
pub(crate) fn recognise(
    model: &Model,
    alphabet: &Alphabet,
    strips: &[Strip],
) -> Result<Vec<Vec<Letter>>, OcrError> {
    let failed = |source| OcrError::network(MODEL, source);
    if matches!(model.device(), Device::Cpu) {
        let one = |strip: &Strip| {
            let answer = model.run(&[tensor(strip)?]).map_err(failed)?;
            decoded(strip, &answer, alphabet)
        };
        return strips.iter().map(one).collect();
    }
    let mut read = Vec::with_capacity(strips.len());
    for strips in strips.chunks(AT_A_TIME) {
        let inputs = strips.iter().map(tensor).collect::<Result<Vec<_>, _>>()?;
        let answers = model.run_batch(&inputs).map_err(failed)?;
        for (strip, answer) in strips.iter().zip(answers) {
            read.push(decoded(strip, &answer, alphabet)?);
        }
    }
    Ok(read)
}

fn tensor(strip: &Strip) -> Result<Tensor, OcrError> {
    Tensor::new(vec![1, 3, HEIGHT, strip.padded_width()], strip.planes())
        .map_err(|source| OcrError::network(MODEL, source))
}

/// What an answer says, as far as the strip reaches: there is nothing to be read in the padding.
fn decoded(strip: &Strip, answer: &[Tensor], alphabet: &Alphabet) -> Result<Vec<Letter>, OcrError> {
    let shape = || OcrError::Shape { model: MODEL };
    let [answer] = answer else { return Err(shape()) };
    let [1, frames, classes] = *answer.shape() else { return Err(shape()) };
    if classes != alphabet.classes() {
        return Err(shape());
    }
    let shown = ((strip.width as f32 / FRAME).ceil() as usize).min(frames);
    Ok(letters(answer.values().get(..shown * classes).ok_or_else(shape)?, alphabet))
}
