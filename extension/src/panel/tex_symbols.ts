/** TeX's names of single signs. Pairs: a name, the sign. */
const LETTERS = `
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ
varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ
Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω ell ℓ hbar ℏ hslash ℏ imath ı jmath ȷ Re ℜ Im ℑ
wp ℘ aleph ℵ beth ℶ partial ∂ nabla ∇ infty ∞ emptyset ∅ varnothing ∅ prime ′ dag † dagger †
ddagger ‡ odot ⊙ sun ☉ degree ° angle ∠ bot ⊥ top ⊤ forall ∀ exists ∃ nexists ∄ star ⋆ ast ∗
bullet • circ ∘ Box □ square □ blacksquare ■ triangle △ diamond ⋄ Diamond ◇ clubsuit ♣ heartsuit ♡
spadesuit ♠ flat ♭ natural ♮ sharp ♯ S § P ¶ AA Å aa å o ø O Ø l ł L Ł ss ß ae æ AE Æ oe œ OE Œ
ldots … dots … cdots ⋯ dotsc … dotsb ⋯ vdots ⋮ ddots ⋱ backslash \\ complement ∁ eth ð mho ℧
`;

const OPERATORS = `
times × div ÷ pm ± mp ∓ cdot ⋅ ast ∗ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ wedge ∧ land ∧ vee ∨ lor ∨
cap ∩ cup ∪ sqcap ⊓ sqcup ⊔ uplus ⊎ setminus ∖ smallsetminus ∖ rtimes ⋊ ltimes ⋉ amalg ⨿ bigoplus ⨁
bigotimes ⨂ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮
leq ≤ le ≤ leqslant ⩽ geq ≥ ge ≥ geqslant ⩾ neq ≠ ne ≠ ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃ cong ≅
equiv ≡ propto ∝ asymp ≍ lesssim ≲ gtrsim ≳ lsim ≲ gsim ≳ lessapprox ⪅ gtrapprox ⪆ prec ≺ succ ≻ preceq ⪯
succeq ⪰ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ in ∈ notin ∉ ni ∋ mid ∣ nmid ∤ vert |
Vert ‖ parallel ∥ perp ⊥ vdash ⊢ models ⊨ to → rightarrow → longrightarrow ⟶ leftarrow ← gets ←
longleftarrow ⟵ leftrightarrow ↔ longleftrightarrow ⟷ Rightarrow ⇒ implies ⟹ Leftarrow ⇐
Leftrightarrow ⇔ iff ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ uparrow ↑ downarrow ↓
rightleftharpoons ⇌ nearrow ↗ searrow ↘ rightsquigarrow ⇝ leadsto ⇝ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉
langle ⟨ rangle ⟩ lbrace { rbrace } lbrack [ rbrack ] lvert | rvert | lVert ‖ rVert ‖ neg ¬ lnot ¬
therefore ∴ because ∵ colon : coloneqq ≔ doteq ≐ triangleq ≜ bowtie ⋈ lessgtr ≶ not ¬ surd √
`;

const FUNCTIONS =
  "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min mod Pr sec sin sinh sup tan tanh rank tr";

const pairs = (list: string) => {
  const words = list.trim().split(/\s+/);
  const found = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) found.set(words[at] ?? "", words[at + 1] ?? "");
  return found;
};

export const letters = pairs(LETTERS);
export const operators = pairs(OPERATORS);
export const functions = new Set(FUNCTIONS.split(" "));

export const spaces: Record<string, string> = {
  ",": "0.17em",
  ":": "0.22em",
  ";": "0.28em",
  "!": "0",
  " ": "0.33em",
  quad: "1em",
  qquad: "2em",
  thinspace: "0.17em",
};

/** Signs set over a letter. */
export const accents: Record<string, string> = {
  hat: "^",
  widehat: "^",
  tilde: "~",
  widetilde: "~",
  bar: "¯",
  overline: "¯",
  vec: "→",
  overrightarrow: "→",
  dot: "˙",
  ddot: "¨",
  check: "ˇ",
  breve: "˘",
  acute: "´",
  grave: "`",
};

/** Where a font's letters begin in Unicode: A, a, 0. Those that were there before are elsewhere. */
export const fonts: Record<string, [capitals: number, small: number, digits: number, odd: string]> =
  {
    bold: [0x1d400, 0x1d41a, 0x1d7ce, ""],
    bb: [0x1d538, 0x1d552, 0x1d7d8, "CℂHℍNℕPℙQℚRℝZℤ"],
    cal: [0x1d49c, 0x1d4b6, 0, "BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ"],
    frak: [0x1d504, 0x1d51e, 0, "CℭHℌIℑRℜZℨ"],
    sans: [0x1d5a0, 0x1d5ba, 0x1d7e2, ""],
    mono: [0x1d670, 0x1d68a, 0x1d7f6, ""],
  };
