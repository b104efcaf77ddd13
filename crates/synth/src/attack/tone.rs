//! From light to code values and back, by the four operations and square roots only.

/// Steps of the table from light to code value.
const STEPS: usize = 16_384;

/// Below this much light the curve is a straight line, as sRGB's is.
const TOE: f32 = 0.004;

/// The curve: nearly sRGB's (IEC 61966-2-1), with the exponent 7/16 in place of 5/12, since the
/// former is a product of square roots.
fn curve(light: f32) -> f32 {
    let power = |x: f32| {
        let fourth = x.sqrt().sqrt();
        let eighth = fourth.sqrt();
        1.055 * fourth * eighth * eighth.sqrt() - 0.055
    };
    if light < TOE { light.max(0.0) * power(TOE) / TOE } else { power(light.min(1.0)) }
}

/// Tables of the curve.
pub(super) struct Tone {
    code: Vec<f32>,
    light: [f32; 256],
}

impl Tone {
    pub(super) fn new() -> Self {
        let code = (0..=STEPS).map(|step| curve(step as f32 / STEPS as f32)).collect();
        let mut light = [0.0; 256];
        for (value, light) in light.iter_mut().enumerate() {
            let target = value as f32 / 255.0;
            let (mut low, mut high) = (0.0_f32, 1.0_f32);
            for _ in 0..30 {
                let middle = (low + high) / 2.0;
                if curve(middle) < target { low = middle } else { high = middle }
            }
            *light = (low + high) / 2.0;
        }
        Self { code, light }
    }

    /// Light in `[0, 1]` of an 8-bit code value.
    pub(super) fn light(&self, code: u8) -> f32 {
        self.light[usize::from(code)]
    }

    /// Code value in `[0, 1]` of an amount of light, clipped.
    pub(super) fn code(&self, light: f32) -> f32 {
        let place = light.clamp(0.0, 1.0) * STEPS as f32;
        let index = (place as usize).min(STEPS - 1);
        let (from, to) = (self.code[index], self.code[index + 1]);
        from + (to - from) * (place - index as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::Tone;

    #[test]
    fn code_values_survive_a_round_trip() {
        let tone = Tone::new();
        for code in 0..=255_u8 {
            let back = tone.code(tone.light(code)) * 255.0;
            assert!((back - f32::from(code)).abs() < 0.3, "{code} {back}");
        }
    }
}
