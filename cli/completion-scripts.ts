/** The shells that can complete. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/**
 * The script that makes a shell ask `signpost complete` what a word could become. Each line of its answer is a value, and behind a
 * tab what that is. Nothing that was typed is evaluated on the way; what comes from the API is quoted before it gets into the line.
 *
 * @param node the program that runs the command
 * @param command the command's file
 */
export const completionScript = (shell: (typeof SHELLS)[number], node: string, command: string): string =>
  SCRIPTS[shell]([node, command]);

const quoted = (words: string[]) => words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
const quotedForFish = (words: string[]) =>
  words.map(word => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`).join(' ');
const quotedForPowerShell = (words: string[]) =>
  words.map(word => `'${word.replaceAll("'", "''")}'`).join(' ');

const SCRIPTS: Record<(typeof SHELLS)[number], (run: string[]) => string> = {
  // Without the package bash-completion, and for the bash 3.2 of macOS, too.
  bash: run => `# eval "$(npx signpost completion bash)"
_signpost() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$(printf '%q' "\${line%%$'\\t'*}")")
  done < <(${quoted(run)} complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _signpost signpost
`,
  zsh: run => `#compdef signpost
# eval "$(npx signpost completion zsh)", behind compinit
_signpost() {
  local line value
  local -a found
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    found+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
  done < <(${quoted(run)} complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe signpost found; else _files; fi
}
compdef _signpost signpost
`,
  fish: run => `# npx signpost completion fish | source
function __signpost_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found (${quotedForFish(run)} complete -- $words[2..-1] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c signpost -f -a '(__signpost_complete)'
`,
  // An argument that is empty gets lost on the way to a program in PowerShell before 7.3.
  powershell: run => `# npx signpost completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName signpost -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
    $new = @()
    if ($wordToComplete -eq '') { $new = @('--new') }
    & ${quotedForPowerShell(run)} complete @new -- @words 2>$null | ForEach-Object {
        $value, $about = $_ -split "\`t", 2
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
}
`,
};
