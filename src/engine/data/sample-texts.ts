import type { LabelledText } from './csv';

const QUESTIONS = [
  'Where is the library?', 'When does the train leave?', 'Who wrote this book?',
  'How old is your brother?', 'What is the capital of Peru?', 'Why is the sky blue?',
  'Which road leads to the lake?', 'Is the shop still open?', 'Do you like green tea?',
  'Can we meet tomorrow?', 'Are there any tickets left?', 'Did the rain stop?',
  'Will you come with us?', 'How far is the next village?', 'What time is it now?',
  'Who is on the phone?', 'Where did you put the keys?', 'Is this seat free?',
  'Do birds sleep at night?', 'Could you open the window?',
]; // biome-ignore format: a list
const STATEMENTS = [
  'The library is behind the church.', 'The train leaves at noon.', 'My aunt wrote this book.',
  'His brother is twelve years old.', 'Lima is the capital of Peru.', 'The sky is grey today.',
  'This road leads to the lake.', 'The shop is still open.', 'I like green tea.',
  'We meet tomorrow at ten.', 'There are two tickets left.', 'The rain has stopped.',
  'She will come with us.', 'The next village is not far.', 'It is half past nine now.',
  'My sister is on the phone.', 'I put the keys on the table.', 'This seat is free.',
  'Birds sleep at night.', 'He opened the window.',
]; // biome-ignore format: a list
const REQUESTS = [
  'Please close the door.', 'Bring me the map.', 'Wait for us at the bridge.',
  'Take the second road on the left.', 'Read the first page aloud.', 'Please do not feed the birds.',
  'Put the keys on the table.', 'Call me after lunch.', 'Come with us to the lake.',
  'Turn off the light.', 'Please speak more slowly.', 'Write your name here.',
  'Open the window a little.', 'Try the green tea.', 'Do not forget the tickets.',
  'Stay at home today.', 'Please leave this seat free.', 'Buy two loaves of bread.',
  'Look at the sky.', 'Help your brother with the bags.',
]; // biome-ignore format: a list

/** Sixty sentences of three kinds, to try the experiment with before loading a file. */
export const SAMPLE_TEXTS: readonly LabelledText[] = [
  ...QUESTIONS.map((text) => ({ text, label: 'question' })),
  ...STATEMENTS.map((text) => ({ text, label: 'statement' })),
  ...REQUESTS.map((text) => ({ text, label: 'request' })),
];
