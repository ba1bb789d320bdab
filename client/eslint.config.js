import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const crossFeature = {
  regex: "^(@/features/|(\\.\\./)+features/|\\.\\./(auth|dashboard|products|orders|settings|operator)/)",
  message: "Features never import features: move what they share to components, lib or api.",
};

// Text that people read goes through t(), so that a second language is a catalogue and not a search.
const bareText = [
  { selector: "JSXText[value=/[A-Za-z]{2,}/]", message: "Wrap text in t()." },
  {
    selector:
      "JSXAttribute[name.name=/^(label|title|placeholder|description|aria-label|alt|heading|hint)$/] > Literal[value=/[A-Za-z]{2,}/]",
    message: "Wrap text in t().",
  },
];

// Where people read from the right, the page is mirrored: a side is the start or the end of a line.
const physicalSide = ["JSXAttribute[name.name=/^(ml|mr|pl|pr)$/]", "Property[key.name=/^(margin|padding|border)(Left|Right)$/]"].map(
  (selector) => ({ selector, message: "Name the start or the end of the line: ms, me, ps, pe, marginInlineStart." }),
);

// What is read has a name in api/queries.ts, so that whoever changes something finds it there.
const unnamedQuery = [
  {
    selector: "Property[key.name='queryKey'] > ArrayExpression",
    message: "Name the query in api/queries.ts and take its key from there.",
  },
  { selector: "Property[key.name='queryFn']", message: "Name the query in api/queries.ts." },
];

// Hooks hand out data. What is painted of it is a component, which has a name and can be found.
const paintingHook = [":function[id.name=/^use[A-Z]/]", "VariableDeclarator[id.name=/^use[A-Z]/]"].flatMap((hook) =>
  ["JSXElement", "JSXFragment"].map((painted) => ({
    selector: `${hook} ${painted}`,
    message: "A hook returns data, no JSX: make what it paints a component.",
  })),
);

export default tseslint.config(
  { ignores: ["dist", "src/api/schema.d.ts", "src/features/settings/requests", "test-results", "playwright-report"] },
  ...tseslint.configs.recommended,
  {
    plugins: { "react-hooks": reactHooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "error",
      eqeqeq: "error",
      // Several floors of conditions read better as a function that returns.
      "no-nested-ternary": "error",
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/**/*.test.ts", "src/api/queries.ts", "src/api/auth.ts"],
    rules: { "no-restricted-syntax": ["error", ...unnamedQuery] },
  },
  {
    files: ["src/**/*.tsx"],
    ignores: ["src/**/*.test.tsx"],
    rules: { "no-restricted-syntax": ["error", ...bareText, ...physicalSide, ...unnamedQuery, ...paintingHook] },
  },
  {
    files: ["src/features/**", "src/components/**", "src/lib/**", "src/api/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [crossFeature, { group: ["@/app/*"], message: "The app builds on this, not the other way round." }] },
      ],
    },
  },
  {
    files: ["src/lib/**", "src/api/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [crossFeature, { group: ["@/app/*", "@/components/*"], message: "lib and api know no components." }] },
      ],
    },
  },
  // Playwright names a fixture's continuation "use"; it is no hook.
  {
    files: ["scripts/**", "e2e/**", "figures/**"],
    rules: { "no-console": "off", "react-hooks/rules-of-hooks": "off", "no-empty-pattern": "off" },
  },
);
