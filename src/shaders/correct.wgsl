// How many items have their largest logit at the right class; the first of several largest counts.
// Items whose class is to be ignored, or is none, count for nothing. One workgroup.
override items: u32 = 1u;
override classes: u32 = 1u;
// Distance between the logits of one item.
override classStride: u32 = 1u;
override ignoreIndex: i32 = -100;
// 1 divides by the number of items that count.
override mean: u32 = 0u;

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

// 1 if the item is right, and 1 if it counts.
fn item_score(item: u32) -> vec2f {
  let label = labels[item];
  if (label == ignoreIndex || label < 0 || u32(label) >= classes) {
    return vec2f(0.0);
  }
  let start = (item / classStride) * classes * classStride + item % classStride;
  var best = 0u;
  for (var c = 1u; c < classes; c++) {
    if (logits[start + c * classStride] > logits[start + best * classStride]) {
      best = c;
    }
  }
  return vec2f(select(0.0, 1.0, best == u32(label)), 1.0);
}

var<workgroup> shared_values: array<vec2f, 256>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = vec2f(0.0);
  for (var item = lane; item < items; item += 256u) {
    sum += item_score(item);
  }
  shared_values[lane] = sum;
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  if (lane == 0u) {
    let all = shared_values[0];
    y[0] = select(all.x, all.x / max(all.y, 1.0), mean == 1u);
  }
}
