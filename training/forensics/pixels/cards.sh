#!/bin/sh
# Drawn sides of five kinds of documents, eight holders each, and five more photographed by the
# generator: cards.sh OUT (SYNTH names the generator)
set -eu
synth=${SYNTH:-synth}
at=0
for holder in 1 2 3 4 5 6 7 8; do
    case $((holder % 4)) in 0) issuer=FK ;; 1) issuer=JF ;; 2) issuer=AQ ;; 3) issuer=SU ;; esac
    for kind in licence state-id passport identity-card passport-card; do
        at=$((at + 1))
        "$synth" card "$kind" -o "$1/f_${kind}_$holder" --seed $((100 + at)) --issuer "$issuer" \
            --dpi $((300 + 50 * (holder % 3))) --small-print-only > /dev/null
        [ "$holder" -gt 5 ] || "$synth" card "$kind" -o "$1/c_${kind}_$holder" --seed $((300 + at)) \
            --issuer "$issuer" --camera $((1 + holder % 2)) --small-print-only > /dev/null
    done
done
