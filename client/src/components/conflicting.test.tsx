import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { TextInput } from "@mantine/core";
import * as z from "zod/mini";
import { expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { show } from "@/test/render";
import { field, Form, useZodForm } from "./forms";
import { ProblemView } from "./States";

const taken = (errors: { pointer: string; code: string; detail: string }[]) =>
  new Problem(409, "sku_taken", "Another product has this SKU", 'the product "Lamp" has this SKU', null, errors, {
    conflicting: { id: "p1", name: "Lamp" },
  });

function Sku() {
  const form = useZodForm(z.object({ sku: z.string() }), { sku: "" });
  const submit = () => Promise.reject(taken([{ pointer: "/sku", code: "taken", detail: 'is taken by "Lamp"' }]));
  return (
    <Form form={form} submit="Save" onSubmit={submit}>
      <TextInput label="SKU" {...field(form, "sku")} />
    </Form>
  );
}

it("a taken SKU is told on its field, with the way to the product that has it", async () => {
  show(<Sku />);
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("link", { name: "Open “Lamp”" })).toHaveAttribute("href", "/products/p1");
  const input = screen.getByLabelText("SKU");
  expect(input).toHaveAccessibleDescription(/Is taken by "Lamp"/);
  expect(screen.queryByRole("alert")).toBeNull();
});

it("where there is no field, the way stands in the message", () => {
  show(<ProblemView error={taken([])} />);
  expect(screen.getByRole("alert")).toHaveTextContent('The product "Lamp" has this SKU.');
  expect(screen.getByRole("link", { name: "Open “Lamp”" })).toHaveAttribute("href", "/products/p1");
});
