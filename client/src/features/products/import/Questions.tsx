import { Alert, Radio, Stack } from "@mantine/core";
import type { ImportChoices, ImportMapping, ImportQuestion } from "@/api/types";
import { t } from "@/lib/i18n";
import { answerOf, isOpen, optionName } from "./fields";
import classes from "./Import.module.css";

interface Props {
  questions: ImportQuestion[];
  mapping: ImportMapping;
  choices: ImportChoices;
  onChoices: (choices: ImportChoices) => void;
}

/** What only a person can say of the file, asked once and not row by row. */
export function Questions({ questions, mapping, choices, onChoices }: Props) {
  const open = questions.filter((question) => isOpen(question, mapping));
  if (open.length === 0) return null;
  return (
    <Stack gap="sm" mt="md">
      {open.map((question) =>
        question.parameter === "mapping" ? (
          <Alert key={question.code} variant="light" role="status">
            {question.detail}
          </Alert>
        ) : (
          <Radio.Group
            key={question.code}
            className={classes.question}
            label={question.detail}
            description={question.examples.length > 0 ? t("For example: {values}", { values: question.examples.join(" · ") }) : undefined}
            value={answerOf(question, choices) ?? ""}
            onChange={(value) => onChoices({ ...choices, [question.parameter]: value })}
          >
            <Stack gap={6} mt={8}>
              {question.options.map((option) => (
                <Radio key={option} value={option} label={optionName(question.parameter, option)} />
              ))}
            </Stack>
          </Radio.Group>
        ),
      )}
    </Stack>
  );
}
