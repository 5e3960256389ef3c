// A part of x along one axis, or x with zeros around it: y[o, i, k] = x[o, i - before, k] where
// that exists, else 0. A slice has a `before` that is negative.
override count: u32 = 1u;
override length: u32 = 1u; // of the axis in x
override out_length: u32 = 1u; // of the axis in y
override inner: u32 = 1u;
override before: i32 = 0;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= count) {
    return;
  }
  let k = at % inner;
  let i = i32(at / inner % out_length) - before;
  let o = at / (inner * out_length);
  if (i < 0 || i >= i32(length)) {
    y[at] = 0.0;
  } else {
    y[at] = x[(o * length + u32(i)) * inner + k];
  }
}
