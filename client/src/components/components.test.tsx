import { TextInput } from "@mantine/core";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod/mini";
import { Problem } from "@/api/problem";
import { show } from "@/test/render";
import { DataTable, type Column } from "./DataTable";
import { field, Form, required, useZodForm } from "./forms";
import { InlineEdit } from "./InlineEdit";
import { Toasts } from "./Toasts";
import { complain, dismissAll, say } from "./toasts";
import { MeterBar } from "./Usage";

interface Row {
  id: string;
  name: string;
  stock: number;
}
const ROWS: Row[] = [
  { id: "1", name: "Pear", stock: 9 },
  { id: "2", name: "Apple", stock: 10 },
];
const COLUMNS: Column<Row>[] = [
  { id: "name", header: "Name", primary: true, value: (row) => row.name, cell: (row) => row.name },
  { id: "stock", header: "Stock", align: "end", value: (row) => row.stock, cell: (row) => row.stock },
];

const firstCells = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => within(row).getAllByRole("cell")[0]!.textContent);

describe("the table", () => {
  it("sorts by the address and says so", async () => {
    const { router } = show(<DataTable label="Goods" columns={COLUMNS} rows={ROWS} rowId={(row) => row.id} />, "/?sort=name");
    expect(firstCells()).toEqual(["Apple", "Pear"]);
    expect(screen.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
    await userEvent.click(screen.getByRole("button", { name: "Stock" }));
    expect(router.state.location.search).toBe("?sort=stock");
    // Nine before ten: numbers are not compared as text.
    expect(firstCells()).toEqual(["Pear", "Apple"]);
  });

  it("sorts only where all rows are shown: a sorted part of a list misleads", () => {
    show(<DataTable label="Goods" columns={COLUMNS} rows={ROWS} rowId={(row) => row.id} complete={false} />, "/?sort=name");
    expect(firstCells()).toEqual(["Pear", "Apple"]);
    expect(screen.queryByRole("button", { name: "Stock" })).toBeNull();
    expect(screen.getByRole("columnheader", { name: "Name" })).not.toHaveAttribute("aria-sort");
  });

  it("says below the name what has no column of its own where room is scarce, and no empty values", () => {
    const columns: Column<Row>[] = [COLUMNS[0]!, { ...COLUMNS[1]!, narrow: "below", value: (row) => (row.stock === 9 ? "" : row.stock) }];
    show(<DataTable label="Goods" columns={columns} rows={ROWS} rowId={(row) => row.id} />);
    expect(firstCells()).toEqual(["Pear", "Apple10"]);
  });

  it("hides the columns that the address names", () => {
    show(<DataTable label="Goods" columns={COLUMNS} rows={ROWS} rowId={(row) => row.id} />, "/?hide=stock");
    expect(screen.queryByRole("columnheader", { name: "Stock" })).toBeNull();
  });

  it("selects rows by name", async () => {
    const onChange = vi.fn();
    show(
      <DataTable
        label="Goods"
        columns={COLUMNS}
        rows={ROWS}
        rowId={(row) => row.id}
        selection={{ selected: new Set(), onChange, name: (row) => row.name }}
      />,
    );
    await userEvent.click(screen.getByRole("checkbox", { name: "Select Apple" }));
    expect(onChange).toHaveBeenCalledWith(new Set(["2"]));
    await userEvent.click(screen.getByRole("checkbox", { name: "Select all on this page" }));
    expect(onChange).toHaveBeenLastCalledWith(new Set(["1", "2"]));
  });
});

describe("a cell that is edited", () => {
  const edit = (onSave: (text: string) => void) => (
    <InlineEdit
      label="Price of Pear"
      value="1.00"
      shown="€1.00"
      check={(text) => (/^\d+(\.\d+)?$/.test(text) ? null : "No amount")}
      onSave={onSave}
    />
  );

  it("saves on Enter and gives the focus back", async () => {
    const onSave = vi.fn();
    show(edit(onSave));
    await userEvent.click(screen.getByRole("button"));
    await userEvent.keyboard("2.50{Enter}");
    expect(onSave).toHaveBeenCalledWith("2.50");
    await waitFor(() => expect(screen.getByRole("button")).toHaveFocus());
  });

  it("leaves everything as it was on Escape, and refuses nonsense", async () => {
    const onSave = vi.fn();
    show(edit(onSave));
    await userEvent.click(screen.getByRole("button"));
    await userEvent.keyboard("x{Enter}");
    expect(screen.getByText("No amount")).toBeInTheDocument();
    await userEvent.keyboard("{Escape}");
    expect(screen.getByRole("button")).toHaveTextContent("€1.00");
    expect(onSave).not.toHaveBeenCalled();
  });
});

const schema = z.object({ name: required(10), sku: required(10) });

function Sample({ send }: { send: () => Promise<void> }) {
  const form = useZodForm<z.infer<typeof schema>>(schema, { name: "", sku: "" });
  return (
    <Form form={form} submit="Save" onSubmit={send} guard>
      <TextInput label="Name" {...field(form, "name")} />
      <TextInput label="SKU" {...field(form, "sku")} />
    </Form>
  );
}

const fill = async () => {
  await userEvent.type(screen.getByLabelText("Name"), "Pear");
  await userEvent.type(screen.getByLabelText("SKU"), "P-1");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
};

describe("a form", () => {
  it("says what is wrong when a field is left, and takes it back while it is corrected", async () => {
    show(<Sample send={async () => undefined} />);
    await userEvent.click(screen.getByLabelText("Name"));
    expect(screen.queryByText("Must not be empty.")).toBeNull();
    await userEvent.tab();
    expect(await screen.findByText("Must not be empty.")).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText("Name"), "P");
    await waitFor(() => expect(screen.getByLabelText("Name")).toHaveAttribute("aria-invalid", "false"));
  });

  it("puts the server's pointer on its field and the focus with it", async () => {
    const problem = new Problem(422, "invalid", "Invalid", "x", "r1", [{ pointer: "/sku", code: "taken", detail: "is taken" }]);
    show(<Sample send={() => Promise.reject(problem)} />);
    await fill();
    expect(await screen.findByText("Is taken.")).toBeInTheDocument();
    expect(screen.getByLabelText("SKU")).toHaveFocus();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("shows what belongs to no field above, with the request id", async () => {
    show(<Sample send={() => Promise.reject(new Problem(503, "unavailable", "Not now", "try later", "r9"))} />);
    await fill();
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Not now");
    expect(alert).toHaveTextContent("r9");
  });

  it("has nothing to send for people who may only read", () => {
    function Reader() {
      const form = useZodForm<z.infer<typeof schema>>(schema, { name: "Pear", sku: "P-1" });
      return (
        <Form form={form} submit="Save" onSubmit={async () => undefined} readOnly>
          <TextInput label="Name" readOnly {...field(form, "name")} />
        </Form>
      );
    }
    show(<Reader />);
    expect(screen.getByLabelText("Name")).toHaveValue("Pear");
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("shows no request id under an ordinary mistake", async () => {
    show(<Sample send={() => Promise.reject(new Problem(409, "limit_reached", "Full", "it is full", "r9"))} />);
    await fill();
    expect(await screen.findByRole("alert")).not.toHaveTextContent("r9");
  });

  it("asks before what was typed is lost", async () => {
    const { router } = show(<Sample send={async () => undefined} />);
    await userEvent.type(screen.getByLabelText("Name"), "Pear");
    await act(() => router.navigate("/elsewhere"));
    expect(await screen.findByRole("dialog", { name: "Leave without saving?" })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Stay" }));
    expect(router.state.location.pathname).toBe("/");
  });
});

describe("messages", () => {
  afterEach(() => act(() => dismissAll()));

  it("that are good go by themselves and can be undone; errors stay with their request", async () => {
    vi.useFakeTimers();
    show(<Toasts />);
    const undo = vi.fn();
    act(() => {
      say("Archived.", undo);
      complain(new Problem(500, "internal", "Broken", "it broke", "r7"));
      complain(new Problem(422, "invalid", "Wrong", "it is wrong", "r8"));
    });
    expect(screen.queryByText("r8")).toBeNull();
    expect(within(screen.getByRole("status")).getByText("Archived.")).toBeInTheDocument();
    expect(within(screen.getByRole("alert")).getByText("r7")).toBeInTheDocument();
    act(() => screen.getByRole("button", { name: "Undo" }).click());
    expect(undo).toHaveBeenCalledOnce();
    act(() => void vi.advanceTimersByTime(60_000));
    expect(screen.getByText("It broke.")).toBeInTheDocument();
    vi.useRealTimers();
  });
});

describe("usage", () => {
  it.each([
    [74, "good"],
    [75, "warn"],
    [90, "bad"],
  ])("at %i percent is %s", (used, tone) => {
    show(<MeterBar label="Products" used={used} max={100} />);
    expect(screen.getByText(new RegExp(`^${used} of 100`))).toHaveAttribute("data-tone", tone);
    expect(screen.getByRole("meter", { name: "Products" })).toHaveAttribute("aria-valuenow", String(used));
  });
});
