// Pairs of elements turned by the angles of their position: (a, b) becomes
// (a · cos - b · sin, a · sin + b · cos). A row of the table has the cosines, then the sines.
override count: u32 = 1u;
override positions: u32 = 1u;
override width: u32 = 1u; // of a row of x
override turned: u32 = 1u; // elements of a row that are turned; the rest are copied
override halves: u32 = 0u; // 1: a pair has one element of each half; 0: it is two neighbours
override direction: f32 = 1.0; // -1 turns back

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> table: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let c = i % width;
  if (c >= turned) {
    y[i] = x[i];
    return;
  }
  let half = turned / 2u;
  var first = c % 2u == 0u;
  var apart = 1u;
  var angle = c / 2u;
  if (halves == 1u) {
    first = c < half;
    apart = half;
    angle = c % half;
  }
  let at = i / width % positions * turned + angle;
  let own = x[i] * table[at];
  let sine = table[at + half] * direction;
  if (first) {
    y[i] = own - x[i + apart] * sine;
  } else {
    y[i] = own + x[i - apart] * sine;
  }
}
