import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { en } from "./en";
import { type Dictionary, zh } from "./zh";

export type Language = "zh" | "en";

interface LanguageState {
  readonly language: Language;
  readonly text: Dictionary;
  readonly setLanguage: (language: Language) => void;
}

const key = "suwen.language";
const dictionaries: Record<Language, Dictionary> = { zh, en };
export const componentLocales = { zh: zhCN, en: enUS };

const LanguageContext = createContext<LanguageState>({ language: "zh", text: zh, setLanguage: () => {} });

function remembered(): Language {
  try {
    return localStorage.getItem(key) === "en" ? "en" : "zh";
  } catch {
    // Storage may be forbidden by the browser's policy; the language is then not remembered.
    return "zh";
  }
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(remembered);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    try {
      localStorage.setItem(key, language);
    } catch {
      // As above.
    }
  }, [language]);
  const state = useMemo(() => ({ language, text: dictionaries[language], setLanguage }), [language]);
  return <LanguageContext.Provider value={state}>{children}</LanguageContext.Provider>;
}

/** The dictionary of the chosen language. */
export function useText(): Dictionary {
  return useContext(LanguageContext).text;
}

export function useLanguage(): LanguageState {
  return useContext(LanguageContext);
}
