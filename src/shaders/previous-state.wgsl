// The state before each position of a recurrence: that of the position walked before it, or the
// initial one. A position has `width` elements, of which the state is `hidden` from `offset` on.
override count: u32 = 1u;
override steps: u32 = 1u;
override width: u32 = 1u;
override hidden: u32 = 1u;
override offset: u32 = 0u;
// Whether the recurrence walks from the last position to the first.
override reverse: bool = false;

// Two of them side by side, where `walks` is 2: the second may walk the other way, and what each one
// reads and writes begins at a place of its own.
override walks: u32 = 1u;
override reverse_second: bool = false;
override states_first: u32 = 0u;
override states_second: u32 = 0u;
override initial_first: u32 = 0u;
override initial_second: u32 = 0u;
override y_first: u32 = 0u;
override y_second: u32 = 0u;

@group(0) @binding(0) var<storage, read> states: array<f32>; // rows × steps × width
@group(0) @binding(1) var<storage, read> initial: array<f32>; // rows × hidden
@group(0) @binding(2) var<storage, read_write> y: array<f32>; // rows × steps × hidden

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let all = id.x + id.y * groups.x * 64u;
  if (all >= walks * count) {
    return;
  }
  let is_second = all >= count;
  let i = all % count;
  let backwards = select(reverse, reverse_second, is_second);
  let unit = i % hidden;
  let place = i / hidden;
  let t = place % steps;
  let is_first = t == select(0u, steps - 1u, backwards);
  let to = select(y_first, y_second, is_second) + i;
  if (is_first) {
    let start = select(initial_first, initial_second, is_second);
    y[to] = initial[start + place / steps * hidden + unit];
  } else {
    let before = select(place - 1u, place + 1u, backwards);
    let start = select(states_first, states_second, is_second);
    y[to] = states[start + before * width + offset + unit];
  }
}
