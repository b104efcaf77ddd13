//! A head, part by part, on a grid of 100 by 125 units: behind the face, below it, the face, what
//! is in it, and the hair over it.

use ab_glyph_rasterizer::point;

use super::{Hair, Look, Pose};
use crate::canvas::{Canvas, Ink};
use crate::path::{Affine, Path};

/// A head under way: who, how, and millimetres in a unit of the grid.
pub(super) struct Head<'a> {
    pub(super) look: &'a Look,
    pub(super) pose: Pose,
    pub(super) scale: f32,
}

impl Head<'_> {
    /// Fills a path given in grid units; the head turns about the base of the neck.
    fn fill(&self, canvas: &mut Canvas, path: &Path, ink: Ink) {
        let k = self.scale * self.pose.zoom;
        let about = path.transformed(Affine::scale_then_move(1.0, 1.0, point(-50.0, -95.0)));
        let turned = about.transformed(Affine::turn_then_move(self.pose.tilt, point(0.0, 0.0)));
        let to = point(50.0 * self.scale, 95.0 * self.scale + (1.0 - self.pose.zoom) * -10.0);
        canvas.fill(&turned.transformed(Affine::scale_then_move(k, k, to)), ink);
    }

    pub(super) fn behind(&self, canvas: &mut Canvas) {
        let (w, ink) =
            (self.look.face_width, Ink::opaque(self.look.hair_ink).towards([0; 3], 0.25));
        let path = match self.look.hair {
            Hair::Long => Path::new()
                .move_to(50.0, 13.0)
                .cubic_to((72.0 + w * 0.3, 13.0), (79.0, 50.0), (75.0, 104.0))
                .line_to(25.0, 104.0)
                .cubic_to((21.0, 50.0), (28.0 - w * 0.3, 13.0), (50.0, 13.0)),
            Hair::Bun => {
                let mut path = Path::ellipse(50.0, 13.0, 9.0, 8.0);
                path.segments.extend(Path::ellipse(50.0, 40.0, w + 3.0, 26.0).segments);
                path
            }
            Hair::Curly => curls(w + 4.0, 11, 9.5),
            Hair::Short | Hair::Side => Path::ellipse(50.0, 42.0, w + 1.6, 26.0),
            Hair::Receding => Path::ellipse(50.0, 48.0, w + 1.8, 18.0),
        };
        self.fill(canvas, &path, ink);
    }

    pub(super) fn shoulders(&self, canvas: &mut Canvas) {
        let shirt = Ink::opaque(self.look.shirt);
        let reach = if self.look.feminine { 40.0 } else { 46.0 };
        let torso = Path::new()
            .move_to(50.0 - reach, 150.0)
            .cubic_to((50.0 - reach, 108.0), (36.0, 104.0), (40.0, 97.0))
            .line_to(60.0, 97.0)
            .cubic_to((64.0, 104.0), (50.0 + reach, 108.0), (50.0 + reach, 150.0))
            .close();
        self.fill(canvas, &torso, shirt);
        let neck_width = if self.look.feminine { 9.0 } else { 11.5 };
        let neck = Path::new()
            .move_to(50.0 - neck_width, 74.0)
            .line_to(50.0 + neck_width, 74.0)
            .cubic_to((50.0 + neck_width, 92.0), (60.0, 97.0), (63.0, 99.0))
            .cubic_to((58.0, 110.0), (42.0, 110.0), (37.0, 99.0))
            .cubic_to((40.0, 97.0), (50.0 - neck_width, 92.0), (50.0 - neck_width, 74.0));
        self.fill(canvas, &neck, self.look.shade(0.14));
        let below_chin = Path::ellipse(50.0, 86.0, neck_width - 0.4, 7.0);
        self.fill(canvas, &below_chin, self.look.shade(0.4).alpha(0.35));
        for side in [-1.0, 1.0] {
            let collar = Path::polygon(&[
                (50.0 + side * 13.0, 97.0),
                (50.0 + side * 2.0, 110.0),
                (50.0 + side * 12.0, 114.0),
                (50.0 + side * 20.0, 101.0),
            ]);
            self.fill(canvas, &collar, shirt.towards([255; 3], 0.22));
        }
    }

    pub(super) fn face(&self, canvas: &mut Canvas) {
        let w = self.look.face_width;
        for side in [-1.0, 1.0] {
            let ear = Path::ellipse(50.0 + side * (w + 0.6), 56.0, 3.2, 6.2);
            self.fill(canvas, &ear, self.look.shade(0.1));
        }
        let outline = face_outline(w, self.look.jaw);
        self.fill(canvas, &outline, Ink::opaque(self.look.skin));
        // Shade on the side away from the light, in thin steps that read as a soft edge.
        let away = if self.pose.light > 0.0 { -1.0 } else { 1.0 };
        let strength = 0.05 + 0.07 * self.pose.light.abs();
        // Where the outline of the face passes 74 units down.
        let low = w * (0.35 + 0.43 * self.look.jaw) + 1.3;
        for step in 0..5 {
            let inset = 1.0 + f32::from(step as u8) * 2.4;
            let x = |reach: f32| 50.0 + away * reach;
            let crescent = Path::new()
                .move_to(x(w - 5.0), 33.0)
                .cubic_to((x(w - 0.2), 44.0), (x(w - 0.2), 62.0), (x(low), 74.0))
                .cubic_to(
                    (x(w - inset - 2.0), 64.0),
                    (x(w - inset - 2.0), 46.0),
                    (x(w - 5.0), 33.0),
                );
            self.fill(canvas, &crescent, self.look.shade(0.5).alpha(strength));
        }
        for side in [-1.0, 1.0] {
            for ring in [6.0, 4.2, 2.6] {
                let cheek = Path::ellipse(50.0 + side * w * 0.56, 66.0, ring, ring * 0.75);
                let blush = Ink::opaque(self.look.skin).towards([206, 84, 74], 0.5);
                self.fill(canvas, &cheek, blush.alpha(0.09));
            }
        }
        if self.look.beard {
            self.beard(canvas);
        }
    }

    fn beard(&self, canvas: &mut Canvas) {
        let (w, jaw) = (self.look.face_width, self.look.jaw);
        let path = Path::new()
            .move_to(50.0 - w + 0.4, 60.0)
            .cubic_to((50.0 - w, 68.0), (50.0 - w * jaw, 79.0), (50.0 - 8.0, 86.0))
            .cubic_to((46.0, 88.5), (54.0, 88.5), (58.0, 86.0))
            .cubic_to((50.0 + w * jaw, 79.0), (50.0 + w, 68.0), (50.0 + w - 0.4, 60.0))
            .cubic_to((50.0 + w - 4.0, 68.0), (62.0, 69.5), (50.0, 69.0))
            .cubic_to((38.0, 69.5), (50.0 - w + 4.0, 68.0), (50.0 - w + 0.4, 60.0));
        self.fill(canvas, &path, Ink::opaque(self.look.hair_ink).alpha(0.72));
    }

    pub(super) fn features(&self, canvas: &mut Canvas) {
        for side in [-1.0, 1.0] {
            self.eye(canvas, side);
        }
        self.nose(canvas);
        self.mouth(canvas);
        if self.look.lines {
            self.age_lines(canvas);
        }
        if self.look.glasses {
            self.glasses(canvas);
        }
    }

    fn eye(&self, canvas: &mut Canvas, side: f32) {
        let (x, y) = (50.0 + side * self.look.eye_gap, 52.5);
        let socket = Path::ellipse(x, y - 0.6, 6.2, 4.0);
        self.fill(canvas, &socket, self.look.shade(0.4).alpha(0.13));
        let open = if self.pose.smile > 0.5 { 0.85 } else { 1.0 };
        let white = Path::new()
            .move_to(x - 4.6, y + 0.4)
            .cubic_to((x - 2.6, y - 3.0 * open), (x + 2.6, y - 3.0 * open), (x + 4.6, y + 0.4))
            .cubic_to((x + 2.4, y + 2.6 * open), (x - 2.4, y + 2.6 * open), (x - 4.6, y + 0.4));
        self.fill(canvas, &white, Ink::opaque([248, 246, 242]));
        self.fill(canvas, &Path::ellipse(x, y, 2.15, 2.15 * open), Ink::opaque(self.look.iris));
        self.fill(canvas, &Path::ellipse(x, y, 1.0, 1.0), Ink::BLACK);
        self.fill(canvas, &Path::ellipse(x - 0.7, y - 0.7, 0.5, 0.5), Ink::WHITE);
        let lid_width = if self.look.feminine { 1.15 } else { 0.75 };
        let lid = Path::stroke_cubic(
            (x - 4.9, y + 0.4),
            (x - 2.6, y - 3.1 * open),
            (x + 2.6, y - 3.1 * open),
            (x + 4.9, y + 0.2),
            lid_width,
        );
        self.fill(canvas, &lid, Ink::BLACK.towards(self.look.hair_ink, 0.4));
        let crease = Path::stroke_cubic(
            (x - 4.6, y - 2.0),
            (x - 2.0, y - 4.6),
            (x + 2.0, y - 4.6),
            (x + 4.6, y - 2.0),
            0.35,
        );
        self.fill(canvas, &crease, self.look.shade(0.6).alpha(0.5));
        let brow = Path::stroke_cubic(
            (x - side * 5.4, y - 6.0),
            (x - side * 2.0, y - 8.2),
            (x + side * 2.6, y - 8.4),
            (x + side * 6.2, y - 5.8),
            self.look.brow,
        );
        self.fill(canvas, &brow, Ink::opaque(self.look.hair_ink).towards([40; 3], 0.3).alpha(0.85));
    }

    fn nose(&self, canvas: &mut Canvas) {
        let ink = self.look.shade(0.55);
        let side = if self.pose.light > 0.0 { -1.0 } else { 1.0 };
        let bridge = Path::new()
            .move_to(50.0 + side * 1.6, 52.0)
            .cubic_to(
                (50.0 + side * 2.2, 58.0),
                (50.0 + side * 3.2, 62.0),
                (50.0 + side * 4.2, 66.0),
            )
            .line_to(50.0 + side * 1.4, 66.0)
            .close();
        self.fill(canvas, &bridge, ink.alpha(0.16));
        let tip = Path::stroke_cubic((45.8, 65.6), (47.0, 68.6), (53.0, 68.6), (54.2, 65.6), 0.7);
        self.fill(canvas, &tip, ink.alpha(0.6));
        for x in [47.6, 52.4] {
            self.fill(
                canvas,
                &Path::ellipse(x, 66.7, 0.95, 0.55),
                ink.towards([0; 3], 0.4).alpha(0.7),
            );
        }
    }

    fn mouth(&self, canvas: &mut Canvas) {
        let (m, up) = (self.look.mouth, self.pose.smile);
        let red = if self.look.feminine { 0.55 } else { 0.32 };
        let lip = Ink::opaque(self.look.skin).towards([168, 52, 60], red);
        let lips = Path::new()
            .move_to(50.0 - m, 75.0 - up)
            .cubic_to((50.0 - m * 0.5, 72.6), (48.6, 72.6), (50.0, 73.4))
            .cubic_to((51.4, 72.6), (50.0 + m * 0.5, 72.6), (50.0 + m, 75.0 - up))
            .cubic_to((50.0 + m * 0.5, 79.4), (50.0 - m * 0.5, 79.4), (50.0 - m, 75.0 - up));
        self.fill(canvas, &lips, lip);
        let line = Path::stroke_cubic(
            (50.0 - m, 75.0 - up),
            (50.0 - m * 0.4, 75.8),
            (50.0 + m * 0.4, 75.8),
            (50.0 + m, 75.0 - up),
            0.55,
        );
        self.fill(canvas, &line, lip.towards([40, 10, 10], 0.6));
        let under = Path::ellipse(50.0, 80.3, 3.4, 0.8);
        self.fill(canvas, &under, self.look.shade(0.5).alpha(0.2));
    }

    fn age_lines(&self, canvas: &mut Canvas) {
        let ink = self.look.shade(0.6).alpha(0.35);
        for side in [-1.0, 1.0] {
            let x = |offset: f32| 50.0 + side * offset;
            let fold = Path::stroke_cubic(
                (x(5.4), 66.0),
                (x(8.0), 69.0),
                (x(9.4), 72.0),
                (x(9.6), 75.0),
                0.5,
            );
            self.fill(canvas, &fold, ink);
            let bag = Path::stroke_cubic(
                (x(6.0), 56.6),
                (x(8.0), 58.2),
                (x(11.0), 58.2),
                (x(13.6), 56.2),
                0.4,
            );
            self.fill(canvas, &bag, ink);
        }
        for y in [35.0, 38.2] {
            let brow =
                Path::stroke_cubic((41.0, y), (46.0, y - 1.2), (54.0, y - 1.2), (59.0, y), 0.4);
            self.fill(canvas, &brow, ink);
        }
    }

    fn glasses(&self, canvas: &mut Canvas) {
        let ink = Ink::opaque([42, 40, 46]);
        let gap = self.look.eye_gap;
        for side in [-1.0, 1.0] {
            self.fill(canvas, &Path::ring(50.0 + side * gap, 53.0, 7.4, 5.8, 0.9), ink);
            let end = 50.0 + side * self.look.face_width;
            let arm = [point(50.0 + side * (gap + 7.4), 52.0), point(end, 51.0)];
            self.fill(canvas, &Path::stroke(&arm, 0.9), ink);
        }
        let bridge = Path::stroke_cubic(
            (50.0 - gap + 7.2, 52.0),
            (49.0, 50.6),
            (51.0, 50.6),
            (50.0 + gap - 7.2, 52.0),
            0.9,
        );
        self.fill(canvas, &bridge, ink);
    }

    pub(super) fn hair(&self, canvas: &mut Canvas) {
        let w = self.look.face_width;
        let ink = Ink::opaque(self.look.hair_ink);
        let (l, r) = (50.0 - w - 1.2, 50.0 + w + 1.2);
        let path = match self.look.hair {
            Hair::Short => fringe(l, r, 16.0, &[(r - 5.0, 34.0), (50.0, 30.0), (l + 5.0, 34.0)]),
            Hair::Side => fringe(l, r, 14.0, &[(r - 4.0, 36.0), (60.0, 33.0), (l + 9.0, 27.0)]),
            Hair::Long => {
                fringe(l - 1.0, r + 1.0, 12.0, &[(r - 4.0, 44.0), (52.0, 22.0), (l + 4.0, 44.0)])
            }
            Hair::Bun => fringe(l, r, 15.0, &[(r - 6.0, 32.0), (50.0, 24.0), (l + 6.0, 32.0)]),
            Hair::Curly => {
                let mut path = curls(w - 2.0, 7, 7.0);
                path.segments.extend(
                    fringe(l, r, 16.0, &[(r - 5.0, 34.0), (50.0, 28.0), (l + 5.0, 34.0)]).segments,
                );
                path
            }
            Hair::Receding => return,
        };
        self.fill(canvas, &path, ink);
        for strand in 0..6_u8 {
            let x = l + 6.0 + f32::from(strand) * (r - l - 12.0) / 5.0;
            let lean = (50.0 - x) * 0.25;
            let line = Path::stroke_cubic(
                (x, 28.0),
                (x + lean * 0.3, 24.0),
                (x + lean * 0.7, 21.0),
                (x + lean, 18.5),
                0.5,
            );
            self.fill(canvas, &line, ink.towards([255; 3], 0.25).alpha(0.4));
        }
    }
}

fn face_outline(w: f32, jaw: f32) -> Path {
    Path::new()
        .move_to(50.0, 19.0)
        .cubic_to((50.0 + w * 0.8, 19.0), (50.0 + w, 34.0), (50.0 + w, 52.0))
        .cubic_to((50.0 + w, 66.0), (50.0 + w * jaw, 77.0), (50.0 + 8.0, 85.5))
        .cubic_to((54.0, 88.0), (46.0, 88.0), (50.0 - 8.0, 85.5))
        .cubic_to((50.0 - w * jaw, 77.0), (50.0 - w, 66.0), (50.0 - w, 52.0))
        .cubic_to((50.0 - w, 34.0), (50.0 - w * 0.8, 19.0), (50.0, 19.0))
}

/// Hair over the forehead: over the crown from ear to ear, and back along the hairline.
fn fringe(left: f32, right: f32, top: f32, line: &[(f32, f32); 3]) -> Path {
    Path::new()
        .move_to(left, 52.0)
        .cubic_to((left - 2.0, 28.0), (left + 8.0, top), (50.0, top))
        .cubic_to((right - 8.0, top), (right + 2.0, 28.0), (right, 52.0))
        .cubic_to((right - 1.5, 46.0), (right - 2.0, 40.0), line[0])
        .cubic_to((line[1].0 + 8.0, line[1].1 - 1.0), (line[1].0 + 4.0, line[1].1), line[1])
        .cubic_to((line[1].0 - 4.0, line[1].1), (line[2].0 + 6.0, line[2].1 - 1.0), line[2])
        .cubic_to((left + 2.0, 40.0), (left + 1.5, 46.0), (left, 52.0))
}

/// A cap of overlapping round curls.
fn curls(reach: f32, count: u8, radius: f32) -> Path {
    let mut path = Path::new();
    for curl in 0..count {
        let turns = 0.5 + 0.5 * f32::from(curl) / f32::from(count - 1);
        let x = 50.0 + reach * crate::wave::cosine(turns);
        let y = 38.0 + 17.0 * crate::wave::sine(turns);
        path.segments.extend(Path::ellipse(x, y, radius, radius).segments);
    }
    path
}
