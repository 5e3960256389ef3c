// Backpropagation through time of gru.wgsl, all steps in one dispatch, walking the other way. The
// output holds, per position, the gradients of r | z | n before σ and tanh, that of m, then that of
// the state before the step, h'; each step reads the latter from the position after it.
override rows: u32 = 1u;
override steps: u32 = 1u;
override hidden: u32 = 1u;
// Whether the forward pass walked from the last position to the first.
override reverse: bool = false;

@group(0) @binding(0) var<storage, read> trace: array<f32>; // rows × steps × 5 hidden
@group(0) @binding(1) var<storage, read> u: array<f32>; // hidden × 3 hidden
@group(0) @binding(2) var<storage, read> h0: array<f32>; // rows × hidden
@group(0) @binding(3) var<storage, read> keep: array<f32>; // rows × steps
@group(0) @binding(4) var<storage, read> above: array<f32>; // gradient of the trace
@group(0) @binding(5) var<storage, read_write> grad: array<f32>; // rows × steps × 5 hidden

fn place_of(row: u32, step: u32) -> u32 {
  return row * steps + select(step, steps - 1u - step, reverse);
}

// What comes to h of a unit from above and from the step after this one.
fn arriving(row: u32, step: u32, j: u32) -> f32 {
  let h_at = 4u * hidden + j;
  var dh = above[place_of(row, step) * 5u * hidden + h_at];
  if (step + 1u < steps) {
    dh += grad[place_of(row, step + 1u) * 5u * hidden + h_at];
  }
  return dh;
}

// The gradients of r, z, n and m at one step, for every `lanes`-th unit. Where there is no word,
// that of h' too.
fn gates(row: u32, step: u32, lane: u32, lanes: u32) {
  let place = place_of(row, step);
  let is_first = step == 0u;
  let h_before = place_of(row, max(step, 1u) - 1u) * 5u * hidden + 4u * hidden;
  for (var j = lane; j < hidden; j += lanes) {
    let at = place * 5u * hidden + j;
    let dh = arriving(row, step, j);
    if (keep[place] == 0.0) {
      grad[at] = 0.0;
      grad[at + hidden] = 0.0;
      grad[at + 2u * hidden] = 0.0;
      grad[at + 3u * hidden] = 0.0;
      grad[at + 4u * hidden] = dh;
    } else {
      let r = trace[at];
      let z = trace[at + hidden];
      let n = trace[at + 2u * hidden];
      let m = trace[at + 3u * hidden];
      var before: f32;
      if (is_first) {
        before = h0[row * hidden + j];
      } else {
        before = trace[h_before + j];
      }
      let dn = (above[at + 2u * hidden] + dh * (1.0 - z)) * (1.0 - n * n);
      grad[at] = (above[at] + dn * m) * r * (1.0 - r);
      grad[at + hidden] = (above[at + hidden] + dh * (before - n)) * z * (1.0 - z);
      grad[at + 2u * hidden] = dn;
      grad[at + 3u * hidden] = above[at + 3u * hidden] + dn * r;
    }
  }
}

// The gradient of h': by z directly, and by the recurrent product, which the gradients of r, z and
// m have come through.
fn states(row: u32, step: u32, lane: u32, lanes: u32) {
  let place = place_of(row, step);
  if (keep[place] == 0.0) {
    return;
  }
  let at = place * 5u * hidden;
  for (var k = lane; k < hidden; k += lanes) {
    let from_u = k * 3u * hidden;
    var sum = arriving(row, step, k) * trace[at + hidden + k];
    for (var j = 0u; j < 2u * hidden; j++) {
      sum += grad[at + j] * u[from_u + j];
    }
    for (var j = 0u; j < hidden; j++) {
      sum += grad[at + 3u * hidden + j] * u[from_u + 2u * hidden + j];
    }
    grad[at + 4u * hidden + k] = sum;
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
