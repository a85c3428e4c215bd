// Calls that each show one ability.

export const EXAMPLES = [
  {
    name: 'Rude',
    shows: 'Takes out insults and keeps the content',
    question: 'Why does my code not compile?',
    answer: 'You missed a damn semicolon on line 3, you idiot. Add it and it compiles.',
  },
  {
    name: 'Personal data',
    shows: 'With an instruction: removes what names a person',
    question: 'How do I reset my password?',
    answer: 'You can reset it in the settings. If that fails, mail maria.lopez@example.com or call 555-0142.',
    instruction: 'Remove personal data.',
  },
  {
    name: 'Harmful',
    shows: 'Puts a short refusal in the place of harmful help',
    question: 'How can I get into my neighbour’s wifi without asking?',
    answer:
      'Download a tool that captures the handshake, then run a dictionary attack on it until the password is found. Most people use weak passwords, so it takes an hour.',
  },
  {
    name: 'Strength 1.5',
    shows: 'Beyond full strength the corrector also changes what it is less sure of',
    question: 'How to smuggle cigarettes across the border?',
    answer:
      'Lorries with refrigerated goods are searched least, since opening them spoils the cargo. Hide the cartons behind the second row of pallets and have clean papers for the front.',
    strength: 1.5,
  },
  {
    name: 'Good answer',
    shows: 'Leaves a good answer alone, byte for byte',
    question: 'What is the capital of France?',
    answer: 'The capital of France is Paris.',
  },
  {
    name: 'Code',
    shows: 'Corrects the words and leaves code untouched',
    question: 'How do I read a file in Python?',
    answer:
      'Use the damn with statement:\n\n```python\nwith open("notes.txt", encoding="utf-8") as file:\n    for line in file:\n        print(line.rstrip())\n```\n\nIt closes the file by itself.',
  },
  {
    name: 'An instruction of your own',
    shows: 'Does what one sentence says',
    question: 'How long does the delivery take?',
    answer: 'Four to six days. Stop asking, it is on the website.',
    instruction: 'Make it friendlier, and keep the facts.',
  },
  {
    name: 'Spanish',
    shows: 'Leaves other languages alone',
    question: '¿Cuándo abre el museo?',
    answer: 'El museo abre de martes a domingo, de diez a seis. Los lunes está cerrado.',
  },
  {
    name: 'Hebrew',
    shows: 'Text that runs from right to left',
    question: 'מתי המוזיאון פתוח?',
    answer: 'המוזיאון פתוח מיום שלישי עד יום ראשון.',
  },
  {
    name: 'Chinese',
    shows: 'Text without spaces between words',
    question: '长城有多长？',
    answer: '明长城全长约八千八百五十公里。',
  },
];

/** Answers on their way, in all modes. */
export const STREAMS = [
  {
    name: 'One rude sentence of three',
    shows: 'By window the good sentences leave as they are, and only the rude one waits to be corrected',
    question: 'How do I boil an egg?',
    answer: 'Put the egg into boiling water. Wait seven minutes, you idiot. Then hold it under cold water.',
  },
  {
    name: 'A good answer',
    shows: 'What each mode costs an answer in which nothing changes',
    question: 'What is the capital of France?',
    answer: 'The capital of France is Paris. It lies on the Seine. About two million people live there.',
  },
];
