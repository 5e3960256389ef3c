// Backpropagation through time of rnn.wgsl, all steps in one dispatch, walking the other way. The
// output holds, per position, the gradient before tanh or ReLU, then that of the state before the
// step, h'; each step reads the latter from the position after it.
override rows: u32 = 1u;
override steps: u32 = 1u;
override hidden: u32 = 1u;
// Whether the forward pass walked from the last position to the first.
override reverse: bool = false;
// ReLU instead of tanh.
override relu: bool = false;

@group(0) @binding(0) var<storage, read> h: array<f32>; // rows × steps × hidden
@group(0) @binding(1) var<storage, read> u: array<f32>; // hidden × hidden
@group(0) @binding(2) var<storage, read> keep: array<f32>; // rows × steps
@group(0) @binding(3) var<storage, read> above: array<f32>; // gradient of h
@group(0) @binding(4) var<storage, read_write> grad: array<f32>; // rows × steps × 2 hidden

fn place_of(row: u32, step: u32) -> u32 {
  return row * steps + select(step, steps - 1u - step, reverse);
}

// The gradient before the activation at one step, for every `lanes`-th unit. Where there is no
// word, that of h' too.
fn gates(row: u32, step: u32, lane: u32, lanes: u32) {
  let place = place_of(row, step);
  let is_last = step + 1u == steps;
  let after = place_of(row, min(step + 1u, steps - 1u)) * 2u * hidden;
  for (var j = lane; j < hidden; j += lanes) {
    let at = place * 2u * hidden + j;
    var dh = above[place * hidden + j];
    if (!is_last) {
      dh += grad[after + hidden + j];
    }
    if (keep[place] == 0.0) {
      grad[at] = 0.0;
      grad[at + hidden] = dh;
    } else {
      let y = h[place * hidden + j];
      grad[at] = select(dh * (1.0 - y * y), select(dh, 0.0, y <= 0.0), relu);
    }
  }
}

// The gradient of h': that before the activation times the transposed weights.
fn states(row: u32, step: u32, lane: u32, lanes: u32) {
  let place = place_of(row, step);
  if (keep[place] == 0.0) {
    return;
  }
  let at = place * 2u * hidden;
  for (var k = lane; k < hidden; k += lanes) {
    var sum = 0.0;
    for (var j = 0u; j < hidden; j++) {
      sum += grad[at + j] * u[k * hidden + j];
    }
    grad[at + hidden + k] = sum;
  }
}

@compute @workgroup_size(64)
fn group_per_row(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= rows) {
    return;
  }
  // What a step reads of the one after it, the same thread has written.
  for (var step = steps; step > 0u; step--) {
    gates(row, step - 1u, lane, 64u);
    storageBarrier();
    states(row, step - 1u, lane, 64u);
  }
}

@compute @workgroup_size(4)
fn thread_per_row(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = id.x + id.y * groups.x * 4u;
  if (row >= rows) {
    return;
  }
  for (var step = steps; step > 0u; step--) {
    gates(row, step - 1u, 0u, 1u);
    states(row, step - 1u, 0u, 1u);
  }
}
