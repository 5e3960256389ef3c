// Moves elements along one axis, y[o, destination + j·destinationStep, k] =
// x[o, source + j·sourceStep, k] for each of `moved` numbers j, and puts a constant elsewhere: a slice
// takes elements out of x with steps, padding puts them into y with steps. They are copied as bits.
override count: u32 = 1u; // elements of y
override length: u32 = 1u; // of the axis in x
override outLength: u32 = 1u; // of the axis in y
override inner: u32 = 1u;
override moved: u32 = 1u;
override source: u32 = 0u;
override sourceStep: u32 = 1u;
override destination: u32 = 0u;
override destinationStep: u32 = 1u;
override fillBits: u32 = 0u;

@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= count) {
    return;
  }
  let k = at % inner;
  let o = at / (inner * outLength);
  // Before the first destination this wraps around to a number that is too large.
  let steps = at / inner % outLength - destination;
  let j = steps / destinationStep;
  if (steps % destinationStep == 0u && j < moved) {
    y[at] = x[(o * length + source + j * sourceStep) * inner + k];
  } else {
    y[at] = fillBits;
  }
}
