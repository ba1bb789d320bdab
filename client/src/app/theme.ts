/** Tenantry's own look on Mantine: warm paper, pine green, one radius, numbers that line up. */
import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple, type VariantColorsResolver } from "@mantine/core";

const pine: MantineColorsTuple = [
  "#eef6f2",
  "#dcebe4",
  "#b8d7c9",
  "#90c1ab",
  "#63ad8f",
  "#3f9477",
  "#2a7c62",
  "#1b6650",
  "#155241",
  "#0d3b2f",
];
const stone: MantineColorsTuple = [
  "#f8f7f4",
  "#f1efea",
  "#e6e3dc",
  "#d8d4cb",
  "#b9b4a9",
  "#76756d",
  "#5f635e",
  "#494e4a",
  "#323835",
  "#1b211e",
];
const night: MantineColorsTuple = [
  "#dee5e1",
  "#bcc6c1",
  "#9aa5a0",
  "#78837e",
  "#3a433f",
  "#2c3431",
  "#212725",
  "#1a1f1d",
  "#131716",
  "#0d100f",
];

/** On a company's own colour white may not be readable: global.css knows what is. */
const colors: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input);
  const own = !input.color || input.color === input.theme.primaryColor;
  return input.variant === "filled" && own ? { ...usual, color: "var(--on-fill)" } : usual;
};

export const theme = createTheme({
  variantColorResolver: colors,
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, gray: stone, dark: night },
  black: "#1b211e",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", "Cantarell", "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.35", sm: "1.4", md: "1.5", lg: "1.5", xl: "1.4" },
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1rem", lineHeight: "1.4" },
      h3: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  defaultRadius: "md",
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  shadows: {
    xs: "0 1px 2px rgb(20 30 25 / 6%)",
    sm: "0 1px 3px rgb(20 30 25 / 8%)",
    md: "0 6px 20px -4px rgb(20 30 25 / 14%)",
    lg: "0 14px 40px -8px rgb(20 30 25 / 22%)",
    xl: "0 24px 60px -12px rgb(20 30 25 / 28%)",
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    Modal: { defaultProps: { centered: true, radius: "lg", overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
    Menu: { defaultProps: { shadow: "md", radius: "md", position: "bottom-end", withInitialFocusPlaceholder: false } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
    Button: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { radius: "xs", iconColor: "var(--on-fill)" } },
    CheckboxIndicator: { defaultProps: { radius: "xs" } },
  },
});
