// What an update needs to know once: the global L2 norm of all gradients, this step's learning
// rate, the factor that limits the norm, Adam's corrections. Then the step is counted. One workgroup
// adds up everything, in a fixed order: main has many threads, few_threads few, where it takes long
// that they wait for each other.
override count: u32 = 1u;

@group(0) @binding(0) var<storage, read> gradients: array<f32>;
// Norm, learning rate, clip factor, steps done, 1 - β₁ᵗ, √(1 - β₂ᵗ).
@group(0) @binding(1) var<storage, read_write> norm: array<f32>;
// At 0 the highest learning rate, at 2 the largest norm, at 7 and 8 log β₁ and log β₂; from 12: kind
// of the schedule, steps of the warm-up, steps of the schedule and three numbers whose meaning
// depends on the kind.
@group(0) @binding(2) var<storage, read> hyper: array<f32>;
@group(0) @binding(3) var<storage, read_write> runtime: array<u32, 4>;

var<workgroup> shared_values: array<f32, 256>;

// (1 + cos πx) / 2 for x from 0 to 1: the square of a sine, by its Taylor series. WGSL promises
// sin and cos only to 2⁻¹¹, and the difference 1 + cos would lose digits near x = 1.
fn falling(x: f32) -> f32 {
  let y = 1.5707964 * (1.0 - x);
  var series = 1.0;
  for (var k = 12.0; k > 0.0; k -= 2.0) {
    series = 1.0 - y * y / (k * (k + 1.0)) * series;
  }
  return y * y * series * series;
}

fn rate_of(step: u32) -> f32 {
  let highest = hyper[0];
  let warmup = u32(hyper[13]);
  let steps = u32(hyper[14]);
  let t = step - min(step, warmup);
  var rate = highest;
  switch u32(hyper[12]) {
    // Half-life: a is how much its logarithm falls at each step.
    case 1u: {
      rate *= exp(-f32(t) * hyper[15]);
    }
    // Steps: a is how much its logarithm falls at each.
    case 2u: {
      rate *= exp(-f32(t / steps) * hyper[15]);
    }
    // Cosine: a is the lowest rate.
    case 3u: {
      let phase = t % (2u * steps);
      let x = f32(min(phase, 2u * steps - phase)) / f32(steps);
      rate = hyper[15] + (highest - hyper[15]) * falling(x);
    }
    // One cycle: a is the step of the highest rate; b and c are the shares of it at both ends.
    case 4u: {
      let top = hyper[15];
      if (f32(t) <= top) {
        rate *= 1.0 + (hyper[16] - 1.0) * falling(f32(t) / top);
      } else {
        let x = min(1.0, (f32(t) - top) / (f32(steps) - 1.0 - top));
        rate *= hyper[17] + (1.0 - hyper[17]) * falling(x);
      }
    }
    // Inverse square root.
    case 5u: {
      let s = f32(t + 1u);
      rate *= min(s / f32(steps), sqrt(f32(steps) / s));
    }
    default: {}
  }
  if (step < warmup) {
    rate *= f32(step + 1u) / f32(warmup);
  }
  return rate;
}

// 1 - e^z for z < 0. Near 0 the difference would lose digits, so there it is the Taylor series.
fn one_minus_exp(z: f32) -> f32 {
  if (z < -0.5) {
    return 1.0 - exp(z);
  }
  var series = 1.0;
  for (var k = 9.0; k > 1.0; k -= 1.0) {
    series = 1.0 + z / k * series;
  }
  return -z * series;
}

// Sum of the squares of every `lanes`-th gradient; eight at a time, so that none waits for another.
fn squares_of(lane: u32, lanes: u32) -> f32 {
  var near = vec4f();
  var far = vec4f();
  var i = lane;
  for (; i + 7u * lanes < count; i += 8u * lanes) {
    let a = vec4u(i, i + lanes, i + 2u * lanes, i + 3u * lanes);
    let b = a + 4u * lanes;
    let g = vec4f(gradients[a.x], gradients[a.y], gradients[a.z], gradients[a.w]);
    let h = vec4f(gradients[b.x], gradients[b.y], gradients[b.z], gradients[b.w]);
    near += g * g;
    far += h * h;
  }
  for (; i < count; i += lanes) {
    let g = gradients[i];
    near.x += g * g;
  }
  let sums = near + far;
  return (sums.x + sums.y) + (sums.z + sums.w);
}

fn describe(length: f32) {
  let done = runtime[1];
  norm[0] = length;
  norm[1] = rate_of(done);
  let clip = hyper[2] / (length + 1e-6);
  // NaN is not at least 1, and so goes on to all parameters, as on the CPU.
  norm[2] = select(clip, 1.0, clip >= 1.0 || hyper[2] == 0.0);
  norm[3] = f32(done);
  let t = f32(done) + 1.0;
  norm[4] = one_minus_exp(t * hyper[7]);
  norm[5] = sqrt(one_minus_exp(t * hyper[8]));
  runtime[1] = done + 1u;
}

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lane: u32) {
  shared_values[lane] = squares_of(lane, 256u);
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      shared_values[lane] += shared_values[lane + half];
    }
  }
  if (lane == 0u) {
    describe(sqrt(shared_values[0]));
  }
}

@compute @workgroup_size(16)
fn few_threads(@builtin(local_invocation_index) lane: u32) {
  shared_values[lane] = squares_of(lane, 16u);
  workgroupBarrier();
  if (lane == 0u) {
    var sum = 0.0;
    for (var other = 0u; other < 16u; other++) {
      sum += shared_values[other];
    }
    describe(sqrt(sum));
  }
}
