// The state before each position of a recurrence: that of the position walked before it, or the
// initial one. A position has `width` elements, of which the state is `hidden` from `offset` on.
override count: u32 = 1u;
override steps: u32 = 1u;
override width: u32 = 1u;
override hidden: u32 = 1u;
override offset: u32 = 0u;
// Whether the recurrence walks from the last position to the first.
override reverse: bool = false;

@group(0) @binding(0) var<storage, read> states: array<f32>; // rows × steps × width
@group(0) @binding(1) var<storage, read> initial: array<f32>; // rows × hidden
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // rows × steps × hidden

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let unit = i % hidden;
  let place = i / hidden;
  let t = place % steps;
  let is_first = t == select(0u, steps - 1u, reverse);
  if (is_first) {
    y[i] = initial[place / steps * hidden + unit];
  } else {
    let before = select(place - 1u, place + 1u, reverse);
    y[i] = states[before * width + offset + unit];
  }
}
