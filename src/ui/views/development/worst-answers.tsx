import { useId } from 'react';
import type { AnswerOf } from '../../../engine/session/client';
import { HelpNote } from '../../components/help-note';
import { useWords } from '../../i18n/use-words';
import { WORDS } from './words';
import './worst-answers.css';

interface Props {
  readonly answers: NonNullable<AnswerOf<'confusion'>>['worst'];
  readonly names: readonly string[];
  readonly onShow: (index: number) => void;
}

/** Held-out answers with the highest loss, each with the way to its example. */
export function WorstAnswers({ answers, names, onShow }: Props) {
  const { worst } = useWords(WORDS);
  const heading = useId();
  return (
    <section className="worst" aria-labelledby={heading}>
      <h3 className="worst-title">
        <span id={heading}>{worst.title}</span>
        <HelpNote about={worst.title} text={worst.help} />
      </h3>
      <table className="worst-table" aria-labelledby={heading}>
        <thead>
          <tr>
            <th scope="col" className="worst-number">
              {worst.loss}
            </th>
            <th scope="col">{worst.right}</th>
            <th scope="col">{worst.answered}</th>
            <th scope="col">{worst.example}</th>
          </tr>
        </thead>
        <tbody>
          {answers.map(({ index, position, target, answer, loss, text }) => (
            <tr key={`${index} ${position}`}>
              <td className="worst-number">{loss.toFixed(2)}</td>
              <td>{names[target]}</td>
              <td>{names[answer]}</td>
              <td className="worst-example">
                <button
                  type="button"
                  className="worst-show"
                  title={text === '' ? undefined : text}
                  onClick={() => onShow(index)}
                >
                  {text === '' ? worst.show(index) : text}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
