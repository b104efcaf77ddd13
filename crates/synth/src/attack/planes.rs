//! Three planes of numbers and the filters on them.

/// Three channels of a picture, each row by row from the top left.
#[derive(Clone, Debug)]
pub(super) struct Planes {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) channels: [Vec<f32>; 3],
}

impl Planes {
    /// Paints every pixel.
    pub(super) fn paint(
        (width, height): (u32, u32),
        mut paint: impl FnMut(u32, u32) -> [f32; 3],
    ) -> Self {
        let size = width as usize * height as usize;
        let mut channels = [const { Vec::<f32>::new() }; 3];
        for channel in &mut channels {
            channel.reserve_exact(size);
        }
        for y in 0..height {
            for x in 0..width {
                for (channel, value) in channels.iter_mut().zip(paint(x, y)) {
                    channel.push(value);
                }
            }
        }
        Self { width: width as usize, height: height as usize, channels }
    }

    /// Changes every pixel, told where it is.
    pub(super) fn each(&mut self, mut change: impl FnMut(u32, u32, [f32; 3]) -> [f32; 3]) {
        let [first, second, third] = &mut self.channels;
        let pixels = first.iter_mut().zip(second.iter_mut()).zip(third.iter_mut());
        for (index, ((a, b), c)) in pixels.enumerate() {
            let (x, y) = (index % self.width, index / self.width);
            [*a, *b, *c] = change(x as u32, y as u32, [*a, *b, *c]);
        }
    }

    /// Blurs all channels with a kernel that falls off like a bell of this deviation.
    pub(super) fn blur(&mut self, deviation: f32) {
        for channel in &mut self.channels {
            blur(channel, self.width, deviation);
        }
    }
}

/// Half of a symmetric kernel (middle first) close to a normal distribution, summing to 1.
///
/// The bell is the rational function `1 / (1 + t²/6)⁶` with `t` in deviations, not an exponential:
/// the four operations give the same bits on every machine.
fn bell(deviation: f32) -> Vec<f32> {
    let reach = (deviation * 2.6).ceil().clamp(0.0, 24.0) as usize;
    let half: Vec<f32> = (0..=reach)
        .map(|step| {
            let t = step as f32 / deviation.max(1e-3);
            let base = 1.0 / (1.0 + t * t * 0.55 / 6.0);
            let cube = base * base * base;
            cube * cube
        })
        .collect();
    let total = 2.0 * half.iter().sum::<f32>() - half[0];
    half.into_iter().map(|weight| weight / total).collect()
}

/// Blurs one channel; less than a fifth of a pixel changes nothing.
pub(super) fn blur(channel: &mut [f32], width: usize, deviation: f32) {
    if deviation < 0.2 || channel.is_empty() || width == 0 {
        return;
    }
    let half = bell(deviation);
    let reach = half.len() - 1;
    let mut padded = vec![0.0; width + 2 * reach];
    for row in channel.chunks_exact_mut(width) {
        let (first, last) = (row[0], row[width - 1]);
        padded[..reach].fill(first);
        padded[reach..reach + width].copy_from_slice(row);
        padded[reach + width..].fill(last);
        for (x, value) in row.iter_mut().enumerate() {
            let mut sum = half[0] * padded[x + reach];
            for (step, weight) in half.iter().enumerate().skip(1) {
                sum += weight * (padded[x + reach - step] + padded[x + reach + step]);
            }
            *value = sum;
        }
    }
    down(channel, width, &half);
}

/// The vertical half of a separable filter: rows are summed whole, so that it runs along memory.
fn down(channel: &mut [f32], width: usize, half: &[f32]) {
    let source = channel.to_vec();
    let height = source.len() / width;
    let row = |y: usize| &source[y * width..(y + 1) * width];
    for (y, out) in channel.chunks_exact_mut(width).enumerate() {
        for (value, from) in out.iter_mut().zip(row(y)) {
            *value = half[0] * from;
        }
        for (step, weight) in half.iter().enumerate().skip(1) {
            let (above, below) = (y.saturating_sub(step), (y + step).min(height - 1));
            for ((value, a), b) in out.iter_mut().zip(row(above)).zip(row(below)) {
                *value += weight * (a + b);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{bell, blur};

    #[test]
    fn the_bell_has_the_deviation_asked_for() {
        for deviation in [0.5_f32, 0.8, 1.3, 3.0] {
            let half = bell(deviation);
            let variance: f32 =
                half.iter().enumerate().map(|(x, w)| 2.0 * w * (x * x) as f32).sum();
            assert!((variance.sqrt() / deviation - 1.0).abs() < 0.15, "{deviation} {variance}");
        }
    }

    #[test]
    fn blurring_keeps_the_mean_of_a_spot_and_a_flat_plane() {
        let mut flat = vec![3.0; 7 * 5];
        blur(&mut flat, 7, 1.2);
        assert!(flat.iter().all(|v| (v - 3.0).abs() < 1e-4), "{flat:?}");
        let mut spot = vec![0.0; 21 * 21];
        spot[10 * 21 + 10] = 1.0;
        blur(&mut spot, 21, 1.5);
        assert!((spot.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
}
