/** A shell that credsweep completes in. */
export type Shell = keyof typeof shellScripts;

/**
 * What each shell is told. It asks the program at each Tab, with the words of the line as they are: nothing of the line
 * is evaluated. An answer is a line for each candidate, with a tab before its description; the last line says whether
 * files or folders may stand there, too.
 */
export const shellScripts = {
  // Bash 3.2, as macOS has it, knows neither mapfile nor compopt.
  bash: `# bash completion of credsweep. Load it with: source <(credsweep completion bash)
_credsweep() {
  local line paths=none current=\${COMP_WORDS[COMP_CWORD]}
  [[ $current == "=" ]] && current=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) paths=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(credsweep complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ $paths == none ]]; then
    compopt +o default 2>/dev/null
  elif [[ $paths == folders || \${#COMPREPLY[@]} -gt 0 ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do
      COMPREPLY+=("$line")
    done < <(if [[ $paths == folders ]]; then compgen -d -- "$current"; else compgen -f -- "$current"; fi)
  fi
}
complete -o default -F _credsweep credsweep
`,
  zsh: `#compdef credsweep
# zsh completion of credsweep. Load it with: source <(credsweep completion zsh)
_credsweep() {
  local line paths=none
  local -a described
  for line in "\${(@f)$(credsweep complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :*) paths=\${line#:} ;;
      *$'\\t'*) described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  [[ $words[CURRENT] == --*=* ]] && compset -P '*='
  (( $#described )) && _describe -V credsweep described
  case $paths in
    files) _files ;;
    folders) _files -/ ;;
  esac
}
if [[ $funcstack[1] == _credsweep ]]; then
  _credsweep "$@"
else
  compdef _credsweep credsweep
fi
`,
  fish: `# fish completion of credsweep. Load it with: credsweep completion fish | source
function __credsweep_complete
    set -l current (commandline -ct)
    set -l words (commandline -opc) "$current"
    set -l paths none
    for line in (credsweep complete fish -- $words[2..-1] 2>/dev/null)
        switch $line
            case ':*'
                set paths (string sub -s 2 -- $line)
            case '*'
                printf '%s\\n' $line
        end
    end
    switch $paths
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
    end
end
complete -c credsweep -f -a '(__credsweep_complete)'
`,
} as const;
