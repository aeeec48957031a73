// What a browser shows until it holds the server's token.

import { useState } from 'react';
import { signIn } from '../api/access.ts';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './sign-in.module.css';

export function SignIn({ refused }: { readonly refused: boolean }) {
  return (
    <main className={style.page}>
      <div className={style.form}>
        <h1>{text.signIn.title}</h1>
        <p>{text.signIn.lead}</p>
        {refused && <FailureNote message={text.signIn.refused} />}
        <TokenForm onToken={signIn} />
      </div>
    </main>
  );
}

export function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  return (
    <form
      className={style.token}
      onSubmit={(event) => {
        event.preventDefault();
        onToken(token.trim());
      }}
    >
      <TextField
        label={text.signIn.token}
        help={text.signIn.tokenHelp}
        type="password"
        autoComplete="off"
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <Button tone="main" type="submit" disabled={token.trim() === ''}>
        {text.signIn.submit}
      </Button>
    </form>
  );
}
