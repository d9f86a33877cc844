import { html } from '@credsweep/reports';
import { renderPage } from './layout.ts';

/** Asks for a token. */
export function renderLoginPage(message: string | null): string {
  return renderPage(
    { title: 'Log in', principal: null },
    html`<section class="login figure" aria-labelledby="login-title">
      <h1 id="login-title">Log in</h1>
      ${message === null ? null : html`<p class="message bad" role="alert">${message}</p>`}
      <form method="post" action="/login" class="form">
        <input type="text" name="user" value="token" autocomplete="username" hidden />
        <label
          >Token
          <input
            type="password"
            name="token"
            autocomplete="current-password"
            required
            autofocus
            maxlength="512"
        /></label>
        <button type="submit" class="primary">Log in</button>
      </form>
      <p class="notice">
        Without tokens in the configuration, the address to log in at stands in the terminal that
        the service was started in.
      </p>
    </section>`,
  );
}
