;; The two sums of plain.js, four numbers of 32 bits at a time (WebAssembly SIMD).
;; The page carries it assembled, in simd.js; a test assembles this text and compares.
(module
  (import "page" "memory" (memory 1))

  ;; For each pixel and each map that comes out: a weight for each map that goes in.
  ;; Four pixels and eight maps at a time, so eight sums of four numbers each.
  (func (export "pointwise")
    (param $image i32) (param $weights i32) (param $bias i32) (param $out i32)
    (param $pixels i32) (param $ins i32) (param $outs i32) (param $low f32) (param $high f32)
    (local $left i32) (local $row i32) (local $wide i32) (local $w i32) (local $end i32)
    (local $p0 i32) (local $p1 i32) (local $p2 i32) (local $p3 i32) (local $to i32)
    (local $w0 v128) (local $w1 v128) (local $x v128) (local $bottom v128) (local $top v128)
    (local $a0 v128) (local $a1 v128) (local $b0 v128) (local $b1 v128)
    (local $c0 v128) (local $c1 v128) (local $d0 v128) (local $d1 v128)
    (local.set $bottom (f32x4.splat (local.get $low)))
    (local.set $top (f32x4.splat (local.get $high)))
    (local.set $row (i32.shl (local.get $ins) (i32.const 2)))    ;; bytes of a pixel that goes in
    (local.set $wide (i32.shl (local.get $outs) (i32.const 2)))  ;; bytes of a pixel that comes out
    (loop $maps
      (local.set $left (local.get $pixels))
      (local.set $p0 (local.get $image))
      (local.set $to (local.get $out))
      (loop $places
        (local.set $a0 (v128.load (local.get $bias)))
        (local.set $a1 (v128.load offset=16 (local.get $bias)))
        (local.set $b0 (local.get $a0)) (local.set $b1 (local.get $a1))
        (local.set $c0 (local.get $a0)) (local.set $c1 (local.get $a1))
        (local.set $d0 (local.get $a0)) (local.set $d1 (local.get $a1))
        (local.set $p1 (i32.add (local.get $p0) (local.get $row)))
        (local.set $p2 (i32.add (local.get $p1) (local.get $row)))
        (local.set $p3 (i32.add (local.get $p2) (local.get $row)))
        (local.set $end (local.get $p1))
        (local.set $w (local.get $weights))
        (loop $sum
          (local.set $w0 (v128.load (local.get $w)))
          (local.set $w1 (v128.load offset=16 (local.get $w)))
          (local.set $x (v128.load32_splat (local.get $p0)))
          (local.set $a0 (f32x4.add (local.get $a0) (f32x4.mul (local.get $x) (local.get $w0))))
          (local.set $a1 (f32x4.add (local.get $a1) (f32x4.mul (local.get $x) (local.get $w1))))
          (local.set $x (v128.load32_splat (local.get $p1)))
          (local.set $b0 (f32x4.add (local.get $b0) (f32x4.mul (local.get $x) (local.get $w0))))
          (local.set $b1 (f32x4.add (local.get $b1) (f32x4.mul (local.get $x) (local.get $w1))))
          (local.set $x (v128.load32_splat (local.get $p2)))
          (local.set $c0 (f32x4.add (local.get $c0) (f32x4.mul (local.get $x) (local.get $w0))))
          (local.set $c1 (f32x4.add (local.get $c1) (f32x4.mul (local.get $x) (local.get $w1))))
          (local.set $x (v128.load32_splat (local.get $p3)))
          (local.set $d0 (f32x4.add (local.get $d0) (f32x4.mul (local.get $x) (local.get $w0))))
          (local.set $d1 (f32x4.add (local.get $d1) (f32x4.mul (local.get $x) (local.get $w1))))
          (local.set $w (i32.add (local.get $w) (i32.const 32)))
          (local.set $p1 (i32.add (local.get $p1) (i32.const 4)))
          (local.set $p2 (i32.add (local.get $p2) (i32.const 4)))
          (local.set $p3 (i32.add (local.get $p3) (i32.const 4)))
          (br_if $sum (i32.lt_u
            (local.tee $p0 (i32.add (local.get $p0) (i32.const 4)))
            (local.get $end))))
        (v128.store (local.get $to) (call $cut (local.get $a0) (local.get $bottom) (local.get $top)))
        (v128.store offset=16 (local.get $to) (call $cut (local.get $a1) (local.get $bottom) (local.get $top)))
        (local.set $to (i32.add (local.get $to) (local.get $wide)))
        (v128.store (local.get $to) (call $cut (local.get $b0) (local.get $bottom) (local.get $top)))
        (v128.store offset=16 (local.get $to) (call $cut (local.get $b1) (local.get $bottom) (local.get $top)))
        (local.set $to (i32.add (local.get $to) (local.get $wide)))
        (v128.store (local.get $to) (call $cut (local.get $c0) (local.get $bottom) (local.get $top)))
        (v128.store offset=16 (local.get $to) (call $cut (local.get $c1) (local.get $bottom) (local.get $top)))
        (local.set $to (i32.add (local.get $to) (local.get $wide)))
        (v128.store (local.get $to) (call $cut (local.get $d0) (local.get $bottom) (local.get $top)))
        (v128.store offset=16 (local.get $to) (call $cut (local.get $d1) (local.get $bottom) (local.get $top)))
        (local.set $to (i32.add (local.get $to) (local.get $wide)))
        (local.set $p0 (local.get $p3))  ;; behind the fourth pixel
        (br_if $places (i32.gt_s
          (local.tee $left (i32.sub (local.get $left) (i32.const 4)))
          (i32.const 0))))
      (local.set $weights (local.get $w))  ;; the next block
      (local.set $bias (i32.add (local.get $bias) (i32.const 32)))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $maps (i32.gt_s
        (local.tee $outs (i32.sub (local.get $outs) (i32.const 8)))
        (i32.const 0)))))

  ;; Each map on its own: a small kernel slides over it. Eight maps at a time.
  (func (export "depthwise")
    (param $image i32) (param $weights i32) (param $bias i32) (param $out i32)
    (param $side i32) (param $shrunk i32) (param $maps i32) (param $size i32)
    (param $stride i32) (param $before i32) (param $low f32) (param $high f32)
    (local $row i32) (local $column i32) (local $map i32) (local $bytes i32)
    (local $i i32) (local $j i32) (local $y i32) (local $x i32) (local $from i32) (local $w i32)
    (local $a v128) (local $b v128) (local $bottom v128) (local $top v128)
    (local.set $bottom (f32x4.splat (local.get $low)))
    (local.set $top (f32x4.splat (local.get $high)))
    (local.set $bytes (i32.shl (local.get $maps) (i32.const 2)))  ;; of a pixel
    (loop $rows
      (local.set $column (i32.const 0))
      (loop $columns
        (local.set $map (i32.const 0))
        (loop $blocks
          (local.set $a (v128.load (i32.add (local.get $bias) (local.get $map))))
          (local.set $b (v128.load offset=16 (i32.add (local.get $bias) (local.get $map))))
          (local.set $w (i32.add (local.get $weights) (local.get $map)))
          (local.set $y (i32.sub (i32.mul (local.get $row) (local.get $stride)) (local.get $before)))
          (local.set $i (local.get $size))
          (loop $down
            (local.set $x (i32.sub (i32.mul (local.get $column) (local.get $stride)) (local.get $before)))
            (local.set $j (local.get $size))
            (local.set $from (i32.add
              (i32.add (local.get $image) (local.get $map))
              (i32.mul (local.get $bytes)
                (i32.add (i32.mul (local.get $y) (local.get $side)) (local.get $x)))))
            (loop $across
              ;; below zero is a huge number without a sign, so this asks for both borders
              (if (i32.and
                    (i32.lt_u (local.get $x) (local.get $side))
                    (i32.lt_u (local.get $y) (local.get $side)))
                (then
                  (local.set $a (f32x4.add (local.get $a)
                    (f32x4.mul (v128.load (local.get $from)) (v128.load (local.get $w)))))
                  (local.set $b (f32x4.add (local.get $b)
                    (f32x4.mul
                      (v128.load offset=16 (local.get $from))
                      (v128.load offset=16 (local.get $w)))))))
              (local.set $w (i32.add (local.get $w) (local.get $bytes)))
              (local.set $from (i32.add (local.get $from) (local.get $bytes)))
              (local.set $x (i32.add (local.get $x) (i32.const 1)))
              (br_if $across (local.tee $j (i32.sub (local.get $j) (i32.const 1)))))
            (local.set $y (i32.add (local.get $y) (i32.const 1)))
            (br_if $down (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
          (v128.store
            (i32.add (local.get $out) (local.get $map))
            (call $cut (local.get $a) (local.get $bottom) (local.get $top)))
          (v128.store offset=16
            (i32.add (local.get $out) (local.get $map))
            (call $cut (local.get $b) (local.get $bottom) (local.get $top)))
          (br_if $blocks (i32.lt_u
            (local.tee $map (i32.add (local.get $map) (i32.const 32)))
            (local.get $bytes))))
        (local.set $out (i32.add (local.get $out) (local.get $bytes)))
        (br_if $columns (i32.lt_u
          (local.tee $column (i32.add (local.get $column) (i32.const 1)))
          (local.get $shrunk))))
      (br_if $rows (i32.lt_u
        (local.tee $row (i32.add (local.get $row) (i32.const 1)))
        (local.get $shrunk)))))

  ;; Cuts sums off at both ends.
  (func $cut (param $sums v128) (param $bottom v128) (param $top v128) (result v128)
    (f32x4.pmin
      (f32x4.pmax (local.get $sums) (local.get $bottom))
      (local.get $top))))
