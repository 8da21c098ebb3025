// The reader's own fonts are used: the theme's font would add 1 MB.
import theme from 'vitepress/theme-without-fonts';
import './style.css';

export default theme;
