// Random numbers without state: Philox4x32-10 (Salmon et al. 2011), keyed by the experiment's seed
// and the tensor's own key, counted by element, step and stream. The CPU computes the same bits.
override count: u32 = 1u;
override key: u32 = 0u;

// uniform: the limit times 2^-23.
override unit: f32 = 1.0;

// dropout: an element is dropped when its 24-bit number is below the threshold; what is kept is scaled.
override threshold: u32 = 0u;
override keepScale: f32 = 1.0;

// sample: a batch of `count` from `population` elements; half the bits of the shuffled range.
override population: u32 = 1u;
override halfBits: u32 = 1u;

const STREAM_UNIFORM = 0u;
const STREAM_DROPOUT = 1u;
const STREAM_SAMPLE = 2u;

// The upper and the lower word of a 64-bit product, by halves of 16 bits.
fn wide_product(a: u32, b: u32) -> vec2u {
  let a_low = a & 0xffffu;
  let a_high = a >> 16u;
  let b_low = b & 0xffffu;
  let b_high = b >> 16u;
  let middle = a_high * b_low + ((a_low * b_low) >> 16u);
  let other = a_low * b_high + (middle & 0xffffu);
  return vec2u(a_high * b_high + (middle >> 16u) + (other >> 16u), a * b);
}

fn philox(counter: vec4u, seed: u32) -> vec4u {
  var c = counter;
  var k = vec2u(seed, key);
  for (var round = 0; round < 10; round++) {
    let p = wide_product(0xd2511f53u, c.x);
    let q = wide_product(0xcd9e8d57u, c.z);
    c = vec4u(q.x ^ c.y ^ k.x, q.y, p.x ^ c.w ^ k.y, p.y);
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

@group(0) @binding(0) var<storage, read_write> uniform_values: array<f32>;
@group(0) @binding(1) var<storage, read> uniform_runtime: array<u32, 4>;

// Uniform in [-limit, limit). The 24-bit number becomes an exact signed integer before the one
// product that rounds.
@compute @workgroup_size(64)
fn uniform_numbers(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let word = philox(vec4u(i / 4u, 0u, 0u, STREAM_UNIFORM), uniform_runtime[0])[i % 4u];
  uniform_values[i] = f32(i32(word >> 8u) - 8388608) * unit;
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read> dropout_runtime: array<u32, 4>;

// Four elements to a thread, as many as one counter gives words for.
@compute @workgroup_size(64)
fn dropout(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let four = id.x + id.y * groups.x * 64u;
  if (four * 4u >= count) {
    return;
  }
  let words = philox(vec4u(four, dropout_runtime[1], 0u, STREAM_DROPOUT), dropout_runtime[0]);
  for (var lane = 0u; lane < 4u && four * 4u + lane < count; lane++) {
    let i = four * 4u + lane;
    y[i] = select(x[i] * keepScale, 0.0, (words[lane] >> 8u) < threshold);
  }
}

@group(0) @binding(0) var<storage, read_write> batch: array<i32>;
@group(0) @binding(1) var<storage, read> sample_runtime: array<u32, 4>;

// A 32-bit hash (MurmurHash3's finaliser).
fn mix_bits(word: u32) -> u32 {
  var h = word ^ (word >> 16u);
  h *= 0x85ebca6bu;
  h ^= h >> 13u;
  h *= 0xc2b2ae35u;
  return h ^ (h >> 16u);
}

// Every epoch is another permutation: a Feistel network, walked until it lands within the population.
@compute @workgroup_size(64)
fn sample_batch(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= count) {
    return;
  }
  let position = sample_runtime[1] * count + i;
  let epoch = position / population;
  let words = philox(vec4u(0u, epoch, 0u, STREAM_SAMPLE), sample_runtime[0]);
  let mask = (1u << halfBits) - 1u;
  var index = position % population;
  loop {
    var left = index >> halfBits;
    var right = index & mask;
    for (var round = 0u; round < 8u; round++) {
      let next = left ^ (mix_bits(right ^ (words[round % 4u] + round * 0x9e3779b9u)) & mask);
      left = right;
      right = next;
    }
    index = (left << halfBits) | right;
    if (index < population) {
      break;
    }
  }
  batch[i] = i32(index);
}
