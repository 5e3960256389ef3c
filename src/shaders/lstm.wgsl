// Long short-term memory over whole sequences, all steps in one dispatch. The trace holds, per
// position, i | f | g | o | c | h of all units; each step reads the states of the one before from it.
// Two ways: a workgroup per sequence, its threads over the units; or four threads for four sequences,
// where weights that are loaded count for all four.
override rows: u32 = 1u;
override steps: u32 = 1u;
override hidden: u32 = 1u;
// Whether to walk from the last position to the first.
override reverse: bool = false;

// Two of them side by side, where `walks` is 2: the second may walk the other way, and what each one
// reads and writes begins at a place of its own.
override walks: u32 = 1u;
override reverse_second: bool = false;
override x_first: u32 = 0u;
override x_second: u32 = 0u;
override u_first: u32 = 0u;
override u_second: u32 = 0u;
override h0_first: u32 = 0u;
override h0_second: u32 = 0u;
override c0_first: u32 = 0u;
override c0_second: u32 = 0u;
override keep_first: u32 = 0u;
override keep_second: u32 = 0u;
override trace_first: u32 = 0u;
override trace_second: u32 = 0u;

@group(0) @binding(0) var<storage, read> x: array<f32>; // rows × steps × 4 hidden
@group(0) @binding(1) var<storage, read> u: array<f32>; // hidden × 4 hidden
@group(0) @binding(2) var<storage, read> h0: array<f32>; // rows × hidden
@group(0) @binding(3) var<storage, read> c0: array<f32>; // rows × hidden
@group(0) @binding(4) var<storage, read> keep: array<f32>; // rows × steps
@group(0) @binding(5) var<storage, read_write> trace: array<f32>; // rows × steps × 6 hidden

// Which of the walks the thread is part of, and where what it reads and writes begins.
var<private> is_second: bool = false;

fn start_of(first: u32, second: u32) -> u32 {
  return select(first, second, is_second);
}

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
  return row * steps + select(step, steps - 1u - step, select(reverse, reverse_second, is_second));
}

// What a step leaves behind of a unit. `pre` is what the states give to the gates.
fn finish(place: u32, j: u32, pre: vec4f, c_before: f32, h_before: f32) {
  let at = place * 6u * hidden + j;
  if (keep[start_of(keep_first, keep_second) + place] == 0.0) {
    trace[start_of(trace_first, trace_second) + at] = 0.0;
    trace[start_of(trace_first, trace_second) + at + hidden] = 0.0;
    trace[start_of(trace_first, trace_second) + at + 2u * hidden] = 0.0;
    trace[start_of(trace_first, trace_second) + at + 3u * hidden] = 0.0;
    trace[start_of(trace_first, trace_second) + at + 4u * hidden] = c_before;
    trace[start_of(trace_first, trace_second) + at + 5u * hidden] = h_before;
    return;
  }
  let projected = place * 4u * hidden + j;
  let i = sigmoid(x[start_of(x_first, x_second) + projected] + pre.x);
  let f = sigmoid(x[start_of(x_first, x_second) + projected + hidden] + pre.y);
  let g = safe_tanh(x[start_of(x_first, x_second) + projected + 2u * hidden] + pre.z);
  let o = sigmoid(x[start_of(x_first, x_second) + projected + 3u * hidden] + pre.w);
  let c = f * c_before + i * g;
  trace[start_of(trace_first, trace_second) + at] = i;
  trace[start_of(trace_first, trace_second) + at + hidden] = f;
  trace[start_of(trace_first, trace_second) + at + 2u * hidden] = g;
  trace[start_of(trace_first, trace_second) + at + 3u * hidden] = o;
  trace[start_of(trace_first, trace_second) + at + 4u * hidden] = c;
  trace[start_of(trace_first, trace_second) + at + 5u * hidden] = o * safe_tanh(c);
}

@compute @workgroup_size(64)
fn group_per_row(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let walked = group.x + group.y * groups.x;
  if (walked >= walks * rows) {
    return;
  }
  is_second = walked >= rows;
  let row = walked % rows;
  for (var step = 0u; step < steps; step++) {
    let place = place_of(row, step);
    let is_first = step == 0u;
    let h_before = place_of(row, max(step, 1u) - 1u) * 6u * hidden + 5u * hidden;
    let initial = row * hidden;
    for (var j = lane; j < hidden; j += 64u) {
      var c: f32;
      var own: f32;
      if (is_first) {
        c = c0[start_of(c0_first, c0_second) + initial + j];
        own = h0[start_of(h0_first, h0_second) + initial + j];
      } else {
        c = trace[start_of(trace_first, trace_second) + h_before - hidden + j];
        own = trace[start_of(trace_first, trace_second) + h_before + j];
      }
      var pre = vec4f();
      if (!(keep[start_of(keep_first, keep_second) + place] == 0.0)) {
        for (var k = 0u; k < hidden; k++) {
          var h: f32;
          if (is_first) {
            h = h0[start_of(h0_first, h0_second) + initial + k];
          } else {
            h = trace[start_of(trace_first, trace_second) + h_before + k];
          }
          let w = k * 4u * hidden + j;
          pre += h * vec4f(u[start_of(u_first, u_second) + w], u[start_of(u_first, u_second) + w + hidden], u[start_of(u_first, u_second) + w + 2u * hidden], u[start_of(u_first, u_second) + w + 3u * hidden]);
        }
      }
      finish(place, j, pre, c, own);
    }
    storageBarrier();
  }
}

// Gates of two units, of all four sequences.
struct Gates {
  i0: vec4f,
  f0: vec4f,
  g0: vec4f,
  o0: vec4f,
  i1: vec4f,
  f1: vec4f,
  g1: vec4f,
  o1: vec4f,
}

fn add_products(gates: ptr<function, Gates>, h: vec4f, k: u32, j0: u32, j1: u32) {
  let w = k * 4u * hidden;
  (*gates).i0 += h * u[start_of(u_first, u_second) + w + j0];
  (*gates).f0 += h * u[start_of(u_first, u_second) + w + hidden + j0];
  (*gates).g0 += h * u[start_of(u_first, u_second) + w + 2u * hidden + j0];
  (*gates).o0 += h * u[start_of(u_first, u_second) + w + 3u * hidden + j0];
  (*gates).i1 += h * u[start_of(u_first, u_second) + w + j1];
  (*gates).f1 += h * u[start_of(u_first, u_second) + w + hidden + j1];
  (*gates).g1 += h * u[start_of(u_first, u_second) + w + 2u * hidden + j1];
  (*gates).o1 += h * u[start_of(u_first, u_second) + w + 3u * hidden + j1];
}

@compute @workgroup_size(4)
fn threads_per_four_rows(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let four = group.x + group.y * groups.x;
  let fours = (rows + 3u) / 4u;
  if (four >= walks * fours) {
    return;
  }
  is_second = four >= fours;
  let row = (four % fours) * 4u;
  // Sequences and units past the end are read as the last one and never written.
  let own = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u));
  let initial = own * hidden;
  for (var step = 0u; step < steps; step++) {
    let is_first = step == 0u;
    let last = place_of(0u, max(step, 1u) - 1u);
    let h_before = (own * steps + last) * 6u * hidden + 5u * hidden;
    for (var j = lane; j < hidden; j += 8u) {
      let next = min(j + 4u, hidden - 1u);
      var gates = Gates();
      if (is_first) {
        for (var k = 0u; k < hidden; k++) {
          let at = initial + k;
          add_products(&gates, vec4f(h0[start_of(h0_first, h0_second) + at.x], h0[start_of(h0_first, h0_second) + at.y], h0[start_of(h0_first, h0_second) + at.z], h0[start_of(h0_first, h0_second) + at.w]), k, j, next);
        }
      } else {
        for (var k = 0u; k < hidden; k++) {
          let at = h_before + k;
          let h = vec4f(trace[start_of(trace_first, trace_second) + at.x], trace[start_of(trace_first, trace_second) + at.y], trace[start_of(trace_first, trace_second) + at.z], trace[start_of(trace_first, trace_second) + at.w]);
          add_products(&gates, h, k, j, next);
        }
      }
      let all = array<mat4x4f, 2>(
        transpose(mat4x4f(gates.i0, gates.f0, gates.g0, gates.o0)),
        transpose(mat4x4f(gates.i1, gates.f1, gates.g1, gates.o1)),
      );
      for (var n = 0u; n < 8u; n++) {
        let r = n & 3u;
        let unit = j + (n & 4u);
        if (row + r < rows && unit < hidden) {
          var c: f32;
          var h: f32;
          if (is_first) {
            c = c0[start_of(c0_first, c0_second) + initial[r] + unit];
            h = h0[start_of(h0_first, h0_second) + initial[r] + unit];
          } else {
            c = trace[start_of(trace_first, trace_second) + h_before[r] - hidden + unit];
            h = trace[start_of(trace_first, trace_second) + h_before[r] + unit];
          }
          finish(place_of(row + r, step), unit, all[n >> 2u][r], c, h);
        }
      }
    }
    storageBarrier();
  }
}
