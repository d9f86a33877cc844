// Without the fonts that the theme would bring: pages ask nobody else for anything.
import theme from 'vitepress/theme-without-fonts';
import './pages.css';

// oxlint-disable-next-line import/no-default-export -- VitePress asks for it
export default theme;
