// Gated recurrent units over whole sequences, all steps in one dispatch. The trace holds, per
// position, r | z | n | m | h of all units; each step reads the state of the one before from it.
// Two ways: a workgroup per sequence, its threads over the units; or four threads for four sequences,
// where weights that are loaded count for all four.
override rows: u32 = 1u;
override steps: u32 = 1u;
override hidden: u32 = 1u;
// Whether to walk from the last position to the first.
override reverse: bool = false;

@group(0) @binding(0) var<storage, read> x: array<f32>; // rows × steps × 3 hidden
@group(0) @binding(1) var<storage, read> u: array<f32>; // hidden × 3 hidden
@group(0) @binding(2) var<storage, read> bias: array<f32>; // 3 hidden
@group(0) @binding(3) var<storage, read> h0: array<f32>; // rows × hidden
@group(0) @binding(4) var<storage, read> keep: array<f32>; // rows × steps
@group(0) @binding(5) var<storage, read_write> trace: array<f32>; // rows × steps × 5 hidden

// NaN is recognised by its bits: arithmetic may assume that there is none.
fn is_nan(v: f32) -> bool {
  return (bitcast<u32>(v) & 0x7fffffffu) > 0x7f800000u;
}

fn sigmoid(v: f32) -> f32 {
  return select(1.0 / (1.0 + exp(-clamp(v, -88.0, 88.0))), v, is_nan(v));
}

// Some drivers compute tanh by exponentials that overflow; beyond 15 it is ±1 in single precision.
fn safe_tanh(v: f32) -> f32 {
  return select(tanh(clamp(v, -15.0, 15.0)), v, is_nan(v));
}

fn place_of(row: u32, step: u32) -> u32 {
  return row * steps + select(step, steps - 1u - step, reverse);
}

// What a step leaves behind of a unit. `sums` are what the state and the biases give to the gates.
fn finish(place: u32, j: u32, sums: vec3f, h_before: f32) {
  let at = place * 5u * hidden + j;
  if (keep[place] == 0.0) {
    trace[at] = 0.0;
    trace[at + hidden] = 0.0;
    trace[at + 2u * hidden] = 0.0;
    trace[at + 3u * hidden] = 0.0;
    trace[at + 4u * hidden] = h_before;
    return;
  }
  let projected = place * 3u * hidden + j;
  let r = sigmoid(x[projected] + sums.x);
  let z = sigmoid(x[projected + hidden] + sums.y);
  let n = safe_tanh(x[projected + 2u * hidden] + r * sums.z);
  trace[at] = r;
  trace[at + hidden] = z;
  trace[at + 2u * hidden] = n;
  trace[at + 3u * hidden] = sums.z;
  trace[at + 4u * hidden] = (1.0 - z) * n + z * h_before;
}

fn biases(j: u32) -> vec3f {
  return vec3f(bias[j], bias[hidden + j], bias[2u * hidden + j]);
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
  for (var step = 0u; step < steps; step++) {
    let place = place_of(row, step);
    let is_first = step == 0u;
    let h_before = place_of(row, max(step, 1u) - 1u) * 5u * hidden + 4u * hidden;
    let initial = row * hidden;
    for (var j = lane; j < hidden; j += 64u) {
      var own: f32;
      if (is_first) {
        own = h0[initial + j];
      } else {
        own = trace[h_before + j];
      }
      var sums = biases(j);
      if (!(keep[place] == 0.0)) {
        for (var k = 0u; k < hidden; k++) {
          var h: f32;
          if (is_first) {
            h = h0[initial + k];
          } else {
            h = trace[h_before + k];
          }
          let w = k * 3u * hidden + j;
          sums += h * vec3f(u[w], u[w + hidden], u[w + 2u * hidden]);
        }
      }
      finish(place, j, sums, own);
    }
    storageBarrier();
  }
}

// Gates of two units, of all four sequences.
struct Gates {
  r0: vec4f,
  z0: vec4f,
  m0: vec4f,
  r1: vec4f,
  z1: vec4f,
  m1: vec4f,
}

fn add_products(gates: ptr<function, Gates>, h: vec4f, k: u32, j0: u32, j1: u32) {
  let w = k * 3u * hidden;
  (*gates).r0 += h * u[w + j0];
  (*gates).z0 += h * u[w + hidden + j0];
  (*gates).m0 += h * u[w + 2u * hidden + j0];
  (*gates).r1 += h * u[w + j1];
  (*gates).z1 += h * u[w + hidden + j1];
  (*gates).m1 += h * u[w + 2u * hidden + j1];
}

@compute @workgroup_size(4)
fn threads_per_four_rows(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = (group.x + group.y * groups.x) * 4u;
  if (row >= rows) {
    return;
  }
  // Sequences and units past the end are read as the last one and never written.
  let own = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u));
  let initial = own * hidden;
  for (var step = 0u; step < steps; step++) {
    let is_first = step == 0u;
    let last = place_of(0u, max(step, 1u) - 1u);
    let h_before = (own * steps + last) * 5u * hidden + 4u * hidden;
    for (var j = lane; j < hidden; j += 8u) {
      let next = min(j + 4u, hidden - 1u);
      let near = biases(j);
      let far = biases(next);
      var gates = Gates(
        vec4f(near.x), vec4f(near.y), vec4f(near.z),
        vec4f(far.x), vec4f(far.y), vec4f(far.z),
      );
      if (is_first) {
        for (var k = 0u; k < hidden; k++) {
          let at = initial + k;
          add_products(&gates, vec4f(h0[at.x], h0[at.y], h0[at.z], h0[at.w]), k, j, next);
        }
      } else {
        for (var k = 0u; k < hidden; k++) {
          let at = h_before + k;
          let h = vec4f(trace[at.x], trace[at.y], trace[at.z], trace[at.w]);
          add_products(&gates, h, k, j, next);
        }
      }
      let all = array<mat4x3f, 2>(
        transpose(mat3x4f(gates.r0, gates.z0, gates.m0)),
        transpose(mat3x4f(gates.r1, gates.z1, gates.m1)),
      );
      for (var n = 0u; n < 8u; n++) {
        let r = n & 3u;
        let unit = j + (n & 4u);
        if (row + r < rows && unit < hidden) {
          var h: f32;
          if (is_first) {
            h = h0[initial[r] + unit];
          } else {
            h = trace[h_before[r] + unit];
          }
          finish(place_of(row + r, step), unit, all[n >> 2u][r], h);
        }
      }
    }
    storageBarrier();
  }
}
