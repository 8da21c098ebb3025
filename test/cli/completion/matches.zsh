# zsh -f matches.zsh SCRIPT FILE LINE: types LINE and a tab into an interactive zsh that has loaded SCRIPT, and writes what it offers to FILE.
zmodload zsh/zpty
export SCRIPT=$1 FILE=$2
zpty z zsh -f -i
zpty -w z 'autoload -U compinit; compinit -u -d $FILE.dump; source $SCRIPT
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits
  builtin compadd -A hits "$@"
  (( $#hits )) && print -rl -- $hits >> $FILE
  builtin compadd "$@"
}
finish() { exit }
zle -N finish
bindkey "^X" finish
print RE""ADY'
while zpty -r z text; do [[ $text == *READY* ]] && break; done
zpty -w -n z "$3"$'\t\x18'
while zpty -r z text; do :; done
