import { language } from '../../commands/appearance';
import { useMessages } from '../../i18n/use-messages';
import { usePreferences } from '../../stores/preferences-store';

/** Names the other language in that language, for those who cannot read this one. */
export function LanguageButton() {
  const { bar } = useMessages();
  const other = usePreferences((preferences) => (preferences.language === 'en' ? 'zh-CN' : 'en'));
  return (
    <button
      type="button"
      className="button button-quiet"
      lang={other}
      title={bar.switchLanguage}
      onClick={language.run}
    >
      {bar.otherLanguage}
    </button>
  );
}
